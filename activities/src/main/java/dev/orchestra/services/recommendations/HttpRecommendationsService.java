package dev.orchestra.services.recommendations;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;

/** The Recommendations service over HTTP (docs/core-services.md, Recommendations service). Failures: see {@link ServiceCall}. */
public final class HttpRecommendationsService implements RecommendationsService {

    private final ServiceClient client;

    public HttpRecommendationsService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Recommended complementary(Question question) {
        return ask("complementary", question);
    }

    @Override
    public Recommended upsells(Question question) {
        return ask("upsells", question);
    }

    @Override
    public Recommended reminders(Question question) {
        return ask("reminders", question);
    }

    private Recommended ask(String what, Question question) {
        return client.call(Service.RECOMMENDATIONS, "api", "recommendations", what)
                .post(question, Recommended.class);
    }
}
