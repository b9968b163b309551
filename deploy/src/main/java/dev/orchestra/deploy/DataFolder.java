package dev.orchestra.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The data folder of one stack, locked as long as the stack runs: two on the same data would destroy it. */
final class DataFolder implements AutoCloseable {

    private final FileChannel lock;

    private DataFolder(FileChannel lock) {
        this.lock = lock;
    }

    /** @throws StartFailure when the folder cannot be written or belongs to a stack that runs */
    static DataFolder lock(Path folder) {
        Path file = folder.resolve("up.lock");
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                String owner = Files.readString(file).trim();
                channel.close();
                throw new StartFailure("another `deploy/up` (process " + owner + ") runs on the data folder " + folder
                        + ": stop it, or give this one its own with --data DIR");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(channel);
        } catch (IOException e) {
            throw new StartFailure(
                    "the data folder " + folder + " cannot be written ("
                            + e.getClass().getSimpleName() + "): choose another with --data DIR",
                    e);
        }
    }

    /** Gives the lock back; the operating system does so too when the process is killed. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StartFailure("the lock of the data folder could not be given back: " + e.getMessage(), e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
