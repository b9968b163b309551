package dev.orchestra.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.cart.CartController;
import dev.orchestra.cart.CartItemsRequest;
import dev.orchestra.cart.CartOptionsRequest;
import dev.orchestra.cart.GetCartSuggestionsWorkflow;
import dev.orchestra.cart.GetCartWorkflow;
import dev.orchestra.cart.UpdateCartOptionsWorkflow;
import dev.orchestra.checkout.OrderController;
import dev.orchestra.checkout.OrderStreams;
import dev.orchestra.checkout.PlaceOrderRequest;
import dev.orchestra.checkout.PlaceOrderWorkflow;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import dev.orchestra.ticket.TicketCheckoutRequest;
import dev.orchestra.ticket.TicketOrderAnswer;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is true of the fields and not written in Java's types: which may be null in an answer, which values a text has, and which fields depend on each other. */
final class FieldFacts {

    private static final List<String> ORDER = List.of("PENDING", "CONFIRMED", "CANCELLED");
    private static final List<String> MONEY = List.of("PENDING", "FAILED", "PARTIALLY_PAID", "PAID", "REFUNDED");
    private static final List<String> BENEFIT = List.of("FREE_DELIVERY", "DISCOUNT");
    private static final List<String> VERDICT = List.of("VALID", "INVALID", "REMOVED");

    /** Fields of answers that are there and may be null. */
    private static final Map<Class<?>, Set<String>> NULL = Map.ofEntries(
            Map.entry(
                    Cart.class,
                    Set.of(
                            "lockedBy",
                            "address",
                            "deliveryOption",
                            "deliveryPreference",
                            "pickupPoint",
                            "paymentMethod",
                            "tips",
                            "giftWrap",
                            "specialInstructions",
                            "loyalty",
                            "totals")),
            Map.entry(
                    Cart.Line.class,
                    Set.of(
                            "variantId",
                            "name",
                            "storeId",
                            "unitPrice",
                            "subtotal",
                            "discount",
                            "tax",
                            "taxIncluded",
                            "total")),
            Map.entry(Cart.LineAddon.class, Set.of("name", "unitPrice")),
            Map.entry(Cart.CouponApplied.class, Set.of("discount", "reason")),
            Map.entry(Cart.Address.class, Set.of("shipping", "billing")),
            Map.entry(Cart.Billing.class, Set.of("sameAsShipping", "addressId")),
            Map.entry(Cart.DeliveryOption.class, Set.of("name", "charge")),
            Map.entry(Cart.DeliveryPreference.class, Set.of("scheduled", "immediate")),
            Map.entry(Cart.Slot.class, Set.of("label")),
            Map.entry(Cart.PickupPoint.class, Set.of("name")),
            Map.entry(Cart.PaymentMethod.class, Set.of("name")),
            Map.entry(Cart.Tips.class, Set.of("description")),
            Map.entry(Cart.GiftWrap.class, Set.of("name", "charge", "message")),
            Map.entry(Cart.SpecialInstructions.class, Set.of("instructions")),
            Map.entry(OperationResult.class, Set.of("actionTaken", "itemId", "item", "code", "error")),
            Map.entry(Warning.class, Set.of("productId")),
            Map.entry(CartController.CartViewAnswer.class, Set.of("cart", "loyalty")),
            Map.entry(CartController.CachedCartAnswer.class, Set.of("cart", "cacheAgeSeconds")),
            Map.entry(Payment.class, Set.of("redirectUrl", "gatewayOrderId", "code")),
            Map.entry(
                    OrderController.OrderView.class, Set.of("number", "orderStatus", "paymentStatus", "holdExpiresAt")),
            Map.entry(TicketOrderAnswer.class, Set.of("userId", "guestToken", "paidAt")),
            Map.entry(TicketOrderAnswer.Paid.class, Set.of("redirectUrl", "gatewayOrderId", "code")),
            Map.entry(OrderController.TimelineEvent.class, Set.of("detail")),
            Map.entry(OrderController.Waiting.class, Set.of("redirectUrl", "until")),
            Map.entry(OrderStreams.TimelineNews.class, Set.of("detail")),
            Map.entry(Refusal.LineProblem.class, Set.of("productId", "variantId", "requested", "quantityAvailable")),
            Map.entry(Refusal.LineChange.class, Set.of("itemId", "id", "old", "now")));

    /** Fields of answers that are left out when there is nothing to say. */
    private static final Map<Class<?>, Set<String>> OPTIONAL = Map.of(
            GetCartWorkflow.InventoryStatus.class, Set.of("variantId"),
            UpdateCartOptionsWorkflow.Verdict.class, Set.of("reason", "charge", "discount"),
            UpdateCartOptionsWorkflow.CouponVerdict.class, Set.of("reason", "discount"),
            GetCartSuggestionsWorkflow.Suggestion.class, Set.of("threshold", "bundle"),
            GetCartSuggestionsWorkflow.Item.class, Set.of("price", "imageUrl", "reason", "source"));

    /** Texts that have one of a few values. */
    private static final Map<Class<?>, Map<String, List<String>>> VALUES = Map.ofEntries(
            Map.entry(CartOptionsRequest.Tips.class, Map.of("currency", List.of("INR"))),
            Map.entry(Cart.class, Map.of("kind", List.of("BASKET", "EXPRESS"))),
            Map.entry(Cart.CouponApplied.class, Map.of("status", List.of("VALID", "INVALID"))),
            Map.entry(Cart.LineDiscount.class, Map.of("source", List.of("PROMOTION", "COUPON", "LOYALTY"))),
            Map.entry(
                    OperationResult.class,
                    Map.of(
                            "status", List.of("SUCCESS", "FAILED"),
                            "actionTaken", List.of("ADDED", "UPDATED", "REMOVED", "UNCHANGED"))),
            Map.entry(UpdateCartOptionsWorkflow.Verdict.class, Map.of("status", VERDICT)),
            Map.entry(UpdateCartOptionsWorkflow.CouponVerdict.class, Map.of("status", VERDICT)),
            Map.entry(GetCartWorkflow.ThresholdOffer.class, Map.of("benefit", BENEFIT)),
            Map.entry(GetCartSuggestionsWorkflow.Threshold.class, Map.of("benefit", BENEFIT)),
            Map.entry(PlaceOrderWorkflow.PlacedOrder.class, Map.of("orderStatus", ORDER, "paymentStatus", MONEY)),
            Map.entry(OrderController.OrderView.class, Map.of("orderStatus", ORDER, "paymentStatus", MONEY)),
            Map.entry(OrderService.SubOrder.class, Map.of("orderStatus", ORDER)),
            Map.entry(TicketOrderAnswer.class, Map.of("state", List.of("draft", "pending", "completed", "cancelled"))),
            Map.entry(
                    Refusal.LineChange.class,
                    Map.of("what", List.of("price", "tax", "promotion", "coupon", "points", "fee", "total"))));

    /** Patterns that JSON Schema writes in another way. */
    private static final Map<String, String> PATTERNS =
            Map.of(CartOptionsRequest.TEXT, "^[^\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F]*$");

    /** What Java checks in a method. */
    private static final Map<Class<?>, UnaryOperator<Schema<?>>> REFINED = Map.of(
            CartItemsRequest.Operation.class, FieldFacts::operation,
            CartOptionsRequest.class, schema -> schema.minProperties(1),
            CartOptionsRequest.Address.class, FieldFacts::address,
            CartOptionsRequest.BillingAddress.class, FieldFacts::billing,
            CartOptionsRequest.DeliveryPreference.class, FieldFacts::preference,
            PlaceOrderRequest.Instruction.class,
                    schema -> instruction(schema, "full_amount", "payment_mode", "wallet_id"),
            TicketCheckoutRequest.Instruction.class,
                    schema -> instruction(schema, "fullAmount", "paymentMode", "walletId"));

    private FieldFacts() {}

    static boolean canBeNull(Class<?> type, RecordComponent component) {
        return NULL.getOrDefault(type, Set.of()).contains(component.getName());
    }

    static boolean isAlwaysThere(Class<?> type, RecordComponent component) {
        JsonInclude ofType = type.getAnnotation(JsonInclude.class);
        boolean ofField = component.getAccessor().isAnnotationPresent(JsonInclude.class);
        if (ofField) {
            return false;
        }
        if (ofType == null) {
            return true;
        }
        Set<String> optional = OPTIONAL.get(type);
        return optional != null && !optional.contains(component.getName());
    }

    static Optional<List<String>> values(Class<?> type, RecordComponent component) {
        return Optional.ofNullable(VALUES.getOrDefault(type, Map.of()).get(component.getName()));
    }

    static Schema<?> refined(Class<?> type, Schema<?> schema) {
        return REFINED.getOrDefault(type, UnaryOperator.identity()).apply(schema);
    }

    /** A pattern of bean validation, which is about the whole text. */
    static void pattern(Schema<?> schema, String regexp) {
        if (regexp.matches("[A-Z]+(\\|[A-Z]+)+")) {
            RecordSchemas.setEnum(schema, Arrays.asList(regexp.split("\\|")));
            return;
        }
        schema.pattern(PATTERNS.getOrDefault(regexp, "^" + regexp + "$"));
    }

    /** Each op has fields of its own. */
    private static Schema<?> operation(Schema<?> all) {
        return new JsonSchema()
                .oneOf(List.of(
                        variant(
                                all,
                                "SET or ADD",
                                List.of(CartOperation.Op.SET, CartOperation.Op.ADD),
                                List.of("op", "product_id", "quantity"),
                                List.of("variant_id", "addons")),
                        variant(
                                all,
                                "UPDATE",
                                List.of(CartOperation.Op.UPDATE),
                                List.of("op", "item_id", "quantity"),
                                List.of("addons")),
                        variant(all, "DELETE", List.of(CartOperation.Op.DELETE), List.of("op", "item_id"), List.of())));
    }

    private static Schema<?> variant(
            Schema<?> all, String title, List<CartOperation.Op> ops, List<String> needed, List<String> possible) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        needed.forEach(name -> properties.put(name, name.equals("op") ? op(ops) : needed(all, name)));
        possible.forEach(name -> properties.put(name, all.getProperties().get(name)));
        return RecordSchemas.typed("object")
                .title(title)
                .properties(properties)
                .required(needed)
                .additionalProperties(false);
    }

    private static Schema<?> op(List<CartOperation.Op> ops) {
        Schema<?> schema = RecordSchemas.typed("string");
        RecordSchemas.setEnum(schema, ops.stream().map(Enum::name).toList());
        return schema;
    }

    /** The field without null. */
    private static Schema<?> needed(Schema<?> all, String name) {
        Schema<?> field = all.getProperties().get(name);
        String type = field.getTypes().stream()
                .filter(t -> !t.equals("null"))
                .findFirst()
                .orElseThrow();
        return RecordSchemas.typed(type)
                .pattern(field.getPattern())
                .format(field.getFormat())
                .multipleOf(field.getMultipleOf())
                .minimum(field.getMinimum())
                .maximum(field.getMaximum());
    }

    private static Schema<?> address(Schema<?> schema) {
        return schema.anyOf(List.of(has("shipping_address"), has("billing_address")));
    }

    private static Schema<?> billing(Schema<?> schema) {
        Schema<?> same = RecordSchemas.typed("object").required(List.of("same_as_shipping"));
        same.addProperty("same_as_shipping", constant(true));
        Schema<?> own = RecordSchemas.typed("object").required(List.of("address_id"));
        own.addProperty("address_id", RecordSchemas.typed("string"));
        return schema.anyOf(List.of(same, own));
    }

    private static Schema<?> preference(Schema<?> schema) {
        return schema.oneOf(List.of(has("scheduled"), has("immediate")));
    }

    private static Schema<?> instruction(Schema<?> schema, String fullAmount, String paymentMode, String walletId) {
        Schema<?> all = RecordSchemas.typed("object").required(List.of(fullAmount));
        all.addProperty(fullAmount, constant(true));
        Schema<?> part = RecordSchemas.typed("object").required(List.of("amount"));
        part.addProperty("amount", RecordSchemas.typed("number"));
        Schema<?> fromWallet = RecordSchemas.typed("object");
        fromWallet.addProperty(paymentMode, constant("WALLET"));
        fromWallet.addProperty("meta", RecordSchemas.typed("object").required(List.of(walletId, "otp")));
        Schema<?> other = RecordSchemas.typed("object");
        Schema<?> mode = RecordSchemas.typed("string");
        RecordSchemas.setEnum(mode, List.of("GATEWAY", "MANUAL"));
        other.addProperty(paymentMode, mode);
        return schema.allOf(List.of(
                new JsonSchema().anyOf(List.of(all, part)),
                new JsonSchema().oneOf(List.of(fromWallet.required(List.of("meta")), other))));
    }

    private static Schema<?> has(String name) {
        Schema<?> schema = RecordSchemas.typed("object").required(List.of(name));
        schema.addProperty(name, RecordSchemas.typed("object"));
        return schema;
    }

    private static Schema<?> constant(Object value) {
        var schema = new JsonSchema();
        schema.setConst(value);
        return schema;
    }
}
