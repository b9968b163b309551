package dev.orchestra.support;

import dev.orchestra.support.Step.Service;
import java.util.Map;
import okhttp3.HttpUrl;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the core services are.
 *
 * @param url of every service that has none of its own
 * @param urls of single services by name, for example {@code orchestra.services.urls.seller-admin}
 * @param domainId the domain whose stores sell here, as the Seller Admin knows it
 */
@ConfigurationProperties("orchestra.services")
public record ServiceAddresses(
        @DefaultValue("http://127.0.0.1:5100") String url,
        @DefaultValue Map<Service, String> urls,
        @DefaultValue("domain_main") String domainId) {

    /** @throws IllegalArgumentException for an address that is none: better at start-up than at the first call */
    public ServiceAddresses {
        urls = Map.copyOf(urls);
        HttpUrl.get(url);
        urls.values().forEach(HttpUrl::get);
    }

    HttpUrl of(Service service) {
        return HttpUrl.get(urls.getOrDefault(service, url));
    }
}
