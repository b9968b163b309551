package dev.orchestra.services.cart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.ServiceJson;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.failure.ApplicationFailure;
import java.util.List;

/** The Cart service over HTTP (docs/core-services.md, Cart service). Failures: see {@link ServiceCall}. */
public final class HttpCartService implements CartService {

    private final ServiceClient client;

    public HttpCartService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Cart findOrCreate(Write<FindOrCreate> write) {
        return carts("find-or-create").idempotent(write.key()).post(write.body(), Cart.class);
    }

    @Override
    public Cart get(String cartId) {
        return carts(cartId).get(Cart.class);
    }

    @Override
    public OwnerCarts ofOwner(String ownerId) {
        return carts().query("owner_id", ownerId).get(OwnerCarts.class);
    }

    @Override
    public BatchApplied applyOperations(Write<Batch> write) {
        return carts(write.body().cartId(), "items", "batch")
                .idempotent(write.key())
                .post(new Operations(write.body().operations(), write.body().version()), BatchApplied.class);
    }

    @Override
    public Cart chooseOptions(Write<Choose> write) {
        return carts(write.body().cartId(), "options").idempotent(write.key()).put(wire(write.body()), Cart.class);
    }

    /**
     * A computation adds nothing to what was there, so each set of inputs may have its turn. A workflow task that is repeated after its worker died asks
     * for the inputs anew and can come to this step with others: under the key of the first the service would refuse them.
     */
    @Override
    public Cart compute(Write<Compute> write) {
        return carts(write.body().cartId(), "compute")
                .attempt(write.body().attempt())
                .postOncePerBody(write.key(), write.body().inputs(), Cart.class);
    }

    @Override
    public Cart lock(Write<Lock> write) {
        return carts(write.body().cartId(), "lock")
                .idempotent(write.key())
                .post(new LockedBy(write.body().attempt(), write.body().orderId()), Cart.class);
    }

    @Override
    public Cart unlock(Undo<Unlock> undo) {
        return carts(undo.body().cartId(), "unlock")
                .undo(undo)
                .post(new Attempt(undo.body().attempt()), Cart.class);
    }

    @Override
    public Cart relock(Write<Relock> write) {
        return carts(write.body().cartId(), "relock")
                .idempotent(write.key())
                .post(
                        new LockedAgainBy(
                                write.body().attempt(),
                                write.body().orderId(),
                                write.body().version()),
                        Cart.class);
    }

    @Override
    public Deleted delete(Write<Delete> write) {
        Delete delete = write.body();
        return carts(delete.cartId())
                .query("order_id", delete.orderId())
                .query(
                        "attempt",
                        delete.attempt() == null ? null : delete.attempt().toString())
                .query("total", delete.total() == null ? null : delete.total().toPlainString())
                .query(
                        "version",
                        delete.version() == null ? null : delete.version().toString())
                .idempotent(write.key())
                .attempt(delete.attempt())
                .delete(Deleted.class);
    }

    /** Whether a refusal says that the cart is no more: any other, a wrong address for example, says nothing about the cart. */
    public static boolean isGone(ApplicationFailure failure) {
        return "CART_NOT_FOUND".equals(failure.getType()) || "CART_DELETED".equals(failure.getType());
    }

    /** Here alone a null says something: what is removed is null on the wire, and what stays is absent. */
    private static ObjectNode wire(Choose choose) {
        OptionsChange change = choose.change();
        ObjectNode body = ServiceJson.MAPPER.createObjectNode();
        put(body, "coupons", change.coupons());
        put(body, "address", change.address());
        put(body, "delivery_option", change.deliveryOption());
        put(body, "delivery_preference", change.deliveryPreference());
        put(body, "pickup_point", change.pickupPoint());
        put(body, "payment_method", change.paymentMethod());
        put(body, "tips", change.tips());
        put(body, "gift_wrap", change.giftWrap());
        put(body, "special_instructions", change.specialInstructions());
        put(body, "loyalty", change.loyalty());
        if (choose.version() != null) {
            body.put("version", choose.version());
        }
        return body;
    }

    private static void put(ObjectNode body, String field, Change<?> change) {
        if (change != null) {
            body.set(field, ServiceJson.MAPPER.<JsonNode>valueToTree(change.value()));
        }
    }

    private ServiceCall carts(String... rest) {
        String[] path = new String[rest.length + 2];
        path[0] = "api";
        path[1] = "carts";
        System.arraycopy(rest, 0, path, 2, rest.length);
        return client.call(Service.CART, path);
    }

    // What the address says is not said again in the body.

    private record Operations(List<CartOperation> operations, Long version) {}

    private record LockedBy(int attempt, String orderId) {}

    private record LockedAgainBy(int attempt, String orderId, long version) {}

    private record Attempt(int attempt) {}
}
