package dev.orchestra.stubs.faults;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Lets a filter close the connection of its request, which the Servlet API has no word for but Tomcat has. */
@Component
class ConnectionBreaker implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String CLOSE = ConnectionBreaker.class.getName() + ".close";

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addEngineValves(new ValveBase(true) {
            @Override
            public void invoke(Request request, Response response) throws IOException, ServletException {
                Runnable close = () -> request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
                request.setAttribute(CLOSE, close);
                getNext().invoke(request, response);
            }
        });
    }

    /** Closes the connection without an answer, or without another byte of one. */
    static void close(ServletRequest request) {
        ((Runnable) request.getAttribute(CLOSE)).run();
    }
}
