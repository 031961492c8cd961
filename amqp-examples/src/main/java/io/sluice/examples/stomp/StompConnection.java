package io.sluice.examples.stomp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A connection that subscribes and acknowledges, with STOMP 1.2. Used by one thread. */
final class StompConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    private StompConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A frame of the broker. */
    record Frame(String command, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    static StompConnection open(String host, int port, String user, String password) throws IOException {
        StompConnection connection = new StompConnection(new Socket(host, port));
        connection.send("CONNECT", Map.of("accept-version", "1.2", "host", host, "login", user, "passcode", password));
        connection.expect("CONNECTED");
        return connection;
    }

    /** Begins to receive, a few messages ahead, each acknowledged by itself. */
    void subscribe(String destination) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("id", "1");
        headers.put("destination", destination);
        headers.put("ack", "client-individual");
        headers.put("receipt", "subscribed");
        send("SUBSCRIBE", headers);
        expect("RECEIPT");
    }

    void acknowledge(Frame message) throws IOException {
        send("ACK", Map.of("id", message.header("ack")));
    }

    /** The next message, if one begins in time. */
    Optional<Frame> receive(int patienceMillis) throws IOException {
        in.mark(1);
        socket.setSoTimeout(patienceMillis);
        int first;
        try {
            first = in.read();
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        socket.setSoTimeout(0);
        if (first == '\n') {
            return Optional.empty();
        }
        in.reset();
        Frame frame = read();
        if (frame.command().equals("ERROR")) {
            throw new IOException("the broker answers: " + frame.header("message"));
        }
        return Optional.of(frame);
    }

    private void expect(String command) throws IOException {
        Frame frame = read();
        if (!frame.command().equals(command)) {
            throw new IOException("the broker answers " + frame.command() + ": " + frame.header("message"));
        }
    }

    private void send(String command, Map<String, String> headers) throws IOException {
        StringBuilder frame = new StringBuilder(command).append('\n');
        headers.forEach((name, value) ->
                frame.append(name).append(':').append(escaped(value)).append('\n'));
        frame.append("\n\0");
        socket.getOutputStream().write(frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Frame read() throws IOException {
        String command = line();
        while (command.isEmpty()) {
            command = line();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(unescaped(line.substring(0, colon)), unescaped(line.substring(colon + 1)));
        }
        String length = headers.get("content-length");
        String body = length == null ? until('\0') : body(Integer.parseInt(length));
        return new Frame(command, headers, body);
    }

    private String body(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        until('\0');
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        String line = until('\n');
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private String until(char end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next != end; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the broker has closed the connection");
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String escaped(String header) {
        return header.replace("\\", "\\\\").replace("\n", "\\n").replace(":", "\\c");
    }

    private static String unescaped(String header) {
        return header.replace("\\c", ":").replace("\\n", "\n").replace("\\\\", "\\");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
