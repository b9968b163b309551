package dev.orchestra.fakes;

import dev.orchestra.cart.CartWorkflows;
import dev.orchestra.checkout.PlaceOrderWorkflowImpl;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.TicketWorkflows;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One in-memory Temporal whose time skips, for all tests of a run: starting one for each would cost most of their time. Its workers call whichever
 * shop was opened last.
 */
final class SharedTemporal implements AutoCloseable {

    private final TestWorkflowEnvironment environment;
    private final AtomicInteger shops = new AtomicInteger();
    private volatile Map<Class<?>, Object> open;

    SharedTemporal() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                        WorkflowClientOptions.newBuilder().setIdentity("test").build());
        for (SearchAttributeKey<?> key : SearchAttributes.ALL) {
            options.registerSearchAttribute(key.getName(), key.getValueType());
        }
        environment = TestWorkflowEnvironment.newInstance(options.build());
        Object[] activities = newShop().activities().keySet().stream()
                .map(this::ofTheOpenShop)
                .toArray();
        var carts = environment.newWorker(TaskQueues.CART);
        carts.registerWorkflowImplementationTypes(CartWorkflows.all());
        carts.registerWorkflowImplementationTypes(TicketWorkflows.operations());
        carts.registerActivitiesImplementations(activities);
        var checkouts = environment.newWorker(TaskQueues.CHECKOUT);
        checkouts.registerWorkflowImplementationTypes(PlaceOrderWorkflowImpl.class);
        checkouts.registerWorkflowImplementationTypes(TicketWorkflows.checkouts());
        checkouts.registerActivitiesImplementations(activities);
        environment.start();
    }

    TestWorkflowEnvironment environment() {
        return environment;
    }

    /** A new shop, with a basket of its own name, which the workers call from now on. */
    FakeShop newShop() {
        FakeShop shop = new FakeShop("cart_" + shops.incrementAndGet(), environment::currentTimeMillis);
        open = shop.activities();
        return shop;
    }

    private Object ofTheOpenShop(Class<?> service) {
        return Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(
                                method.getDeclaringClass() == Object.class ? this : open.get(service), arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @Override
    public void close() {
        environment.close();
    }
}
