package dev.orchestra.workers;

import dev.orchestra.support.AboutCart;
import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Puts cart and order id into every log line of an activity, beside the workflow id that the SDK puts there, and logs what failed. */
final class LogContextInterceptor extends WorkerInterceptorBase {

    private static final Logger log = LoggerFactory.getLogger(LogContextInterceptor.class);
    private static final String CART_ID = "CartId";
    private static final String ORDER_ID = "OrderId";

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            private String activityType;

            /** Behind the activity its context is gone: asking for it there would hide the failure behind another one. */
            @Override
            public void init(ActivityExecutionContext context) {
                activityType = context.getInfo().getActivityType();
                super.init(context);
            }

            @Override
            public ActivityOutput execute(ActivityInput input) {
                Object message = input.getArguments().length == 0 ? null : body(input.getArguments()[0]);
                try {
                    if (message instanceof AboutCart cart && cart.cartId() != null) {
                        MDC.put(CART_ID, cart.cartId());
                    }
                    if (message instanceof AboutOrder order && order.orderId() != null) {
                        MDC.put(ORDER_ID, order.orderId());
                    }
                    return super.execute(input);
                } catch (ApplicationFailure failure) {
                    // Here, where cart and order are known; the SDK's own line would not name them.
                    // A refusal is an answer, and under concurrency an everyday one.
                    log.atLevel(failure.isNonRetryable() ? Level.INFO : Level.WARN)
                            .log("{} failed: {}", activityType, failure.getOriginalMessage());
                    throw failure;
                } finally {
                    MDC.remove(CART_ID);
                    MDC.remove(ORDER_ID);
                }
            }
        };
    }

    private static Object body(Object argument) {
        if (argument instanceof Write<?> write) {
            return write.body();
        }
        return argument instanceof Undo<?> undo ? undo.body() : argument;
    }
}
