package dev.orchestra.api;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param url of the Redis that all processes of the API count requests in, {@code redis://} or {@code rediss://} */
@ConfigurationProperties("orchestra.redis")
public record RedisProperties(URI url) {

    @Override
    public String toString() {
        return "RedisProperties[" + url.getHost() + ":" + url.getPort() + "]";
    }
}
