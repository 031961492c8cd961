package io.sluice.broker.runtime.install;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Carries out changes of files and says each one in a line; in a dry run it only says them. */
final class Changes {

    private final PrintWriter out;
    private final Path root;
    private final boolean dryRun;
    private int count;

    Changes(PrintWriter out, Path root, boolean dryRun) {
        this.out = out;
        this.root = root;
        this.dryRun = dryRun;
    }

    int count() {
        return count;
    }

    boolean isDryRun() {
        return dryRun;
    }

    void add(Path file, byte[] content, String remark) throws IOException {
        change("added", file, remark);
        if (!dryRun) {
            Files.createDirectories(file.getParent());
            replace(file, content);
        }
    }

    void rewrite(Path file, byte[] content, String remark) throws IOException {
        change("changed", file, remark);
        if (!dryRun) {
            replace(file.toRealPath(), content);
        }
    }

    void remove(Path file, String remark) throws IOException {
        change("removed", file, remark);
        if (!dryRun) {
            Files.deleteIfExists(file);
        }
    }

    /** Says that something stays as it is. */
    void keep(Path file, String reason) {
        say("kept", file, reason);
    }

    private void change(String what, Path file, String remark) {
        count++;
        say(dryRun ? "would be " + what : what, file, remark);
    }

    private void say(String what, Path file, String remark) {
        out.println("  " + what + "  " + root.relativize(file) + (remark.isEmpty() ? "" : ": " + remark));
    }

    /** As a whole: a reader sees the old or the new content. Owner and rights stay. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, content);
        try {
            if (Files.exists(file)) {
                copyRights(file, next);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void copyRights(Path from, Path to) throws IOException {
        PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (source == null || target == null) {
            return;
        }
        PosixFileAttributes attributes = source.readAttributes();
        target.setPermissions(attributes.permissions());
        if (!attributes.owner().equals(target.readAttributes().owner())) {
            target.setOwner(attributes.owner());
        }
        if (!attributes.group().equals(target.readAttributes().group())) {
            target.setGroup(attributes.group());
        }
    }
}
