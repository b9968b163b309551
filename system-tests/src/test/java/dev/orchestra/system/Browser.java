package dev.orchestra.system;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts: it shows a page, sends the page's form by one of its buttons, and is sent on, one address at a time. */
final class Browser {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\">");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    /** @param sentTo where the answer wants the browser to go; null when it is a page to be shown */
    record Page(URI address, int status, URI sentTo, String html) {}

    Page opens(URI address) {
        return send(HttpRequest.newBuilder(address).GET());
    }

    Page presses(String act, Page page) {
        Matcher form = FORM.matcher(page.html());
        if (!form.find() || !page.html().contains("name=\"act\" value=\"" + act + "\"")) {
            throw new AssertionError("no button " + act + " on " + page);
        }
        List<String> fields = new ArrayList<>(List.of("act=" + act));
        Matcher hidden = HIDDEN.matcher(page.html());
        while (hidden.find()) {
            fields.add(encoded(unescaped(hidden.group(1))) + "=" + encoded(unescaped(hidden.group(2))));
        }
        return send(HttpRequest.newBuilder(page.address().resolve(unescaped(form.group(1))))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", fields))));
    }

    private static String unescaped(String html) {
        return html.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Page send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(PATIENCE).build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            URI sentTo = answer.headers()
                    .firstValue("Location")
                    .map(request.uri()::resolve)
                    .orElse(null);
            return new Page(request.uri(), answer.statusCode(), sentTo, answer.body());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
