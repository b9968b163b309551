package dev.orchestra.services.marketing;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Write;

/** The Marketing service over HTTP (docs/core-services.md, Marketing service). Failures: see {@link ServiceCall}. */
public final class HttpMarketingService implements MarketingService {

    private final ServiceClient client;

    public HttpMarketingService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Promotions applicablePromotions(ApplicablePromotions question) {
        return client.call(Service.MARKETING, "api", "promotions", "applicable").post(question, Promotions.class);
    }

    @Override
    public Coupons validateCoupons(ValidateCoupons question) {
        return client.call(Service.MARKETING, "api", "coupons", "validate").post(question, Coupons.class);
    }

    @Override
    public CouponsUsed couponsUsed(Write<CouponsUse> write) {
        return client.call(Service.MARKETING, "api", "coupons", "used")
                .idempotent(write.key())
                .post(write.body(), CouponsUsed.class);
    }
}
