package dev.orchestra.support;

import dev.orchestra.support.Step.Service;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** The one HTTP client of all core services: pooled connections, time limits, no redirects. */
public final class ServiceClient implements AutoCloseable {

    /** No call takes longer, whoever waits for it. */
    static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    /** One request of the store fan-out for each; all of them may go to one host. */
    private static final int ASYNC_CALLS = 64;

    private final OkHttpClient http;
    private final ServiceAddresses addresses;

    public ServiceClient(ServiceAddresses addresses) {
        this.addresses = addresses;
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(ASYNC_CALLS);
        dispatcher.setMaxRequestsPerHost(ASYNC_CALLS);
        this.http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(ASYNC_CALLS, 5, TimeUnit.MINUTES))
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(CALL_LIMIT)
                .writeTimeout(CALL_LIMIT)
                .callTimeout(CALL_LIMIT)
                // A write that is redirected would come out as a GET, without its key.
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    /** A call of a service; each segment of the path is encoded, whatever is in it. */
    public ServiceCall call(Service service, String... path) {
        HttpUrl.Builder url = addresses.of(service).newBuilder();
        for (String segment : path) {
            url.addPathSegment(segment);
        }
        return new ServiceCall(http, service, url);
    }

    /** The domain whose stores sell here. */
    public String domainId() {
        return addresses.domainId();
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
