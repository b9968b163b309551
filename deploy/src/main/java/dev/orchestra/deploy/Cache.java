package dev.orchestra.deploy;

import java.nio.file.Path;
import java.util.Map;

/** The folder for programs that are costly to get and serve every stack of this user: unpacked or built once. */
final class Cache {

    private Cache() {}

    /** {@code ORCHESTRA_CACHE}, else the user's cache folder as the XDG rules name it. */
    static Path folder(Map<String, String> env) {
        String own = env.get("ORCHESTRA_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = env.get("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("orchestra-checkout").toAbsolutePath();
    }
}
