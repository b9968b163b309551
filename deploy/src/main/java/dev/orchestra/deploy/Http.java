package dev.orchestra.deploy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Is a server on this machine ready? */
final class Http {

    private Http() {}

    /** Whether a GET of this address is answered with 200. */
    static boolean isOk(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(3000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
