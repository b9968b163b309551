package dev.orchestra.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets that are made up once and kept with the data that depends on them, one file each. */
final class Secret {

    private static final int BYTES = 32;

    private Secret() {}

    /**
     * @param name of the secret and of its file
     * @return 64 characters of 0-9a-f, always the same
     * @throws StartFailure when it can be neither read nor written
     */
    static String in(Path data, String name) {
        Path file = data.resolve(name);
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            return Files.readString(file, StandardCharsets.US_ASCII).trim();
        } catch (IOException e) {
            throw new StartFailure("the secret in " + file + " can be neither read nor written: " + e.getMessage(), e);
        }
    }

    /** Moved into place in one step: a start that is interrupted leaves no half of a secret. */
    private static void write(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Path writing = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(writing, HexFormat.of().formatHex(bytes), StandardCharsets.US_ASCII);
        Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
