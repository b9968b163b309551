package dev.orchestra.services.marketing;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;

/** The Marketing service over HTTP (docs/core-services.md, Marketing service). Failures: see {@link ServiceCall}. */
public final class HttpMarketingService implements MarketingService {

    private final ServiceClient client;

    public HttpMarketingService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Promotions applicablePromotions(ApplicablePromotions question) {
        return marketing("promotions", "applicable").post(question, Promotions.class);
    }

    @Override
    public Coupons validateCoupons(ValidateCoupons question) {
        return marketing("coupons", "validate").post(question, Coupons.class);
    }

    @Override
    public CouponsUsed couponsUsed(Write<CouponsUse> write) {
        return marketing("coupons", "used").idempotent(write.key()).post(write.body(), CouponsUsed.class);
    }

    @Override
    public CouponsHeld holdCoupons(Write<CouponsHold> write) {
        return marketing("coupons", "hold").idempotent(write.key()).post(write.body(), CouponsHeld.class);
    }

    @Override
    public CouponsReleased releaseCoupons(Undo<CouponsRelease> undo) {
        return marketing("coupons", "release").undo(undo).post(undo.body(), CouponsReleased.class);
    }

    @Override
    public Bundles applicableBundles(OffersQuestion question) {
        return marketing("bundles", "applicable").post(question, Bundles.class);
    }

    @Override
    public ThresholdOffers thresholdOffers(OffersQuestion question) {
        return marketing("promotions", "threshold-offers").post(question, ThresholdOffers.class);
    }

    private ServiceCall marketing(String subject, String what) {
        return client.call(Service.MARKETING, "api", subject, what);
    }
}
