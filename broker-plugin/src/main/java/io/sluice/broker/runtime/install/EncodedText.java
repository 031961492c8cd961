package io.sluice.broker.runtime.install;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of an XML file, together with the encoding that turns it into the same bytes again. */
record EncodedText(String text, Charset charset) {

    private static final Pattern DECLARED =
            Pattern.compile("^\uFEFF?<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    /**
     * Decodes a file whose declaration names its encoding; without one it is UTF-8.
     *
     * @throws InstallRefusedException if the bytes are not in that encoding, so that they could not be kept
     */
    static EncodedText decode(byte[] bytes, String file) throws InstallRefusedException {
        Matcher declared = DECLARED.matcher(new String(bytes, StandardCharsets.UTF_8));
        String name = declared.find() ? declared.group(1) : StandardCharsets.UTF_8.name();
        try {
            EncodedText decoded = new EncodedText(new String(bytes, Charset.forName(name)), Charset.forName(name));
            if (Arrays.equals(decoded.bytes(), bytes)) {
                return decoded;
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InstallRefusedException(file + " has the encoding " + name + ", which is unknown.", e);
        }
        throw new InstallRefusedException(file + " is not in the encoding " + name + ". It was left as it is.");
    }

    EncodedText with(String changed) {
        return new EncodedText(changed, charset);
    }

    byte[] bytes() {
        return text.getBytes(charset);
    }
}
