package dev.orchestra.api;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** How many requests are taken, and how large they may be. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RateLimitProperties.class, RedisProperties.class})
public class LimitsConfiguration {

    /** Behind what finds out the client's address from a proxy's headers, where that is set. */
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 100;

    @Bean
    FilterRegistrationBean<AddressLimitFilter> addressLimit(
            RateLimits limits, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        var filter = new FilterRegistrationBean<>(new AddressLimitFilter(limits, problems));
        // Not /webhooks: all that a gateway tells comes from a few addresses.
        filter.addUrlPatterns(
                "/cart/*",
                "/buy-now/*",
                "/guests/*",
                "/orders/*",
                "/wallets/*",
                "/payments/*",
                "/events/*",
                "/reservations/*");
        filter.setOrder(FIRST);
        return filter;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimit(
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        var filter = new FilterRegistrationBean<>(new BodyLimitFilter(problems));
        filter.setOrder(FIRST + 1);
        return filter;
    }
}
