package dev.orchestra.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Takes no more of a body than any request needs, whether its length was announced or not. */
final class BodyLimitFilter extends OncePerRequestFilter {

    /** The longest request there is, 100 operations with their addons, has a third of it. */
    static final int MOST_BYTES = 64 * 1024;

    /** Gateways decide what they send. */
    static final int MOST_BYTES_OF_A_WEBHOOK = 256 * 1024;

    private static final String WEBHOOKS = "/webhooks/";

    private final HandlerExceptionResolver problems;

    BodyLimitFilter(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int most = request.getServletPath().startsWith(WEBHOOKS) ? MOST_BYTES_OF_A_WEBHOOK : MOST_BYTES;
        if (request.getContentLengthLong() > most) {
            problems.resolveException(request, response, null, tooLarge(most));
            return;
        }
        chain.doFilter(new Counted(request, most), response);
    }

    private static Problem tooLarge(int most) {
        return new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "A body may have " + most + " bytes.");
    }

    private static final class Counted extends HttpServletRequestWrapper {

        private final int most;
        private ServletInputStream body;

        Counted(HttpServletRequest request, int most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (body == null) {
                body = new CountedBody(super.getInputStream(), most);
            }
            return body;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            String encoding = getCharacterEncoding();
            return new BufferedReader(new InputStreamReader(
                    getInputStream(), encoding == null ? StandardCharsets.ISO_8859_1.name() : encoding));
        }
    }

    private static final class CountedBody extends ServletInputStream {

        private final ServletInputStream body;
        private final int most;
        private int read;

        CountedBody(ServletInputStream body, int most) {
            this.body = body;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            count(next == -1 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int some = body.read(buffer, offset, length);
            count(Math.max(some, 0));
            return some;
        }

        /** Not an IOException, which would be taken for a body that is malformed. */
        private void count(int bytes) {
            read += bytes;
            if (read > most) {
                throw tooLarge(most);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
