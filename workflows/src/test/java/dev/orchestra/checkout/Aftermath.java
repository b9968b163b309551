package dev.orchestra.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.support.SearchAttributes;
import java.math.BigDecimal;
import java.util.List;

/** The only two ways in which a checkout may leave the shop. */
final class Aftermath {

    private Aftermath() {}

    /** Ordered once: stock gone once, one payment to collect, everybody told once, no cart any more. */
    static void orderedOnce(RunningShop running, PlaceOrder order, String total) {
        FakeShop shop = running.shop();
        assertThat(shop.orders()).extracting(OrderService.Order::orderStatus).containsExactly("CONFIRMED");
        OrderService.Order placed = shop.orders().get(0);
        assertThat(placed.total()).isEqualByComparingTo(total);
        assertThat(placed.subOrders())
                .isNotEmpty()
                .extracting(OrderService.SubOrder::orderStatus)
                .containsOnly("CONFIRMED");
        assertThat(shop.holdStatus()).doesNotContain("HELD").containsOnlyOnce("DEDUCTED");
        assertThat(shop.onHand(FakeShop.CASE)).isEqualTo(9);
        assertThat(shop.onHand(FakeShop.MUG)).isEqualTo(9);
        assertThat(shop.couponHolds()).doesNotContain("HELD");
        assertThat(shop.pointHolds()).doesNotContain("HELD");
        assertThat(shop.pointsEarned()).containsExactly(placed.total().intValue() / 10);
        BigDecimal kept = shop.payments().kept();
        BigDecimal due = shop.payments().dueAtTheDoor();
        assertThat(kept.add(due)).as("paid once").isEqualByComparingTo(total);
        assertThat(placed.paymentStatus())
                .isEqualTo(due.signum() == 0 ? "PAID" : kept.signum() == 0 ? "PENDING" : "PARTIALLY_PAID");
        assertThat(shop.sent())
                .containsExactly("ORDER_CONFIRMATION EMAIL", "ORDER_CONFIRMATION SMS", "ORDER_CONFIRMATION PUSH");
        assertThat(shop.events()).hasSize(1);
        assertThat(shop.events().get(0).event()).isEqualTo("ORDER_PLACED");
        assertThat(shop.events().get(0).orderId()).isEqualTo(placed.id());
        assertThat(shop.cart()).isNull();
        assertThat(shop.tombstone().orderId()).isEqualTo(placed.id());
        assertThat(shop.cached()).isNull();
        assertThat(running.values(order, SearchAttributes.CHECKOUT_STATE))
                .filteredOn(state -> !state.equals("AWAITING_PAYMENT"))
                .containsExactly("VALIDATING", "HOLDING", "FULFILLING", "COMPLETED");
        settled(running, order, CheckoutState.COMPLETED);
    }

    /** Nothing held, no order that stands, nothing to collect, and the cart open for the next attempt. */
    static void nothingLeft(RunningShop running, PlaceOrder order, CheckoutState end) {
        FakeShop shop = running.shop();
        assertThat(shop.holdStatus()).doesNotContain("HELD", "DEDUCTED");
        assertThat(shop.onHand(FakeShop.CASE)).isEqualTo(10);
        assertThat(shop.orders())
                .allSatisfy(placed -> assertThat(placed.orderStatus()).isEqualTo("CANCELLED"));
        assertThat(shop.payments().kept()).as("money kept").isEqualByComparingTo("0");
        assertThat(shop.payments().dueAtTheDoor()).as("cash due").isEqualByComparingTo("0");
        assertThat(shop.couponsUsed()).isEmpty();
        assertThat(shop.couponHolds()).doesNotContain("HELD", "USED");
        assertThat(shop.pointHolds()).doesNotContain("HELD", "BURNT");
        assertThat(shop.pointsBurnt()).isEmpty();
        assertThat(shop.pointsEarned()).isEmpty();
        assertThat(shop.sent()).isEmpty();
        assertThat(shop.events()).isEmpty();
        assertThat(shop.cart().lockedBy()).isNull();
        assertThat(shop.cart().attempt()).as("the next attempt is another one").isGreaterThan(order.attempt());
        OrderSnapshot shown = settled(running, order, end);
        assertThat(shop.orders())
                .as("the customer sees the order as the Order service has it")
                .allSatisfy(placed -> assertThat(shown.orderStatus()).isEqualTo(placed.orderStatus()))
                .allSatisfy(placed -> assertThat(shown.subOrders()).isEqualTo(placed.subOrders()));
    }

    /** @return the order as its row shows it in the end */
    static OrderSnapshot settled(RunningShop running, PlaceOrder order, CheckoutState end) {
        List<OrderEntry> timeline = running.shop().timeline();
        OrderEntry last = timeline.get(timeline.size() - 1);
        assertThat(last.state()).isEqualTo(end);
        assertThat(last.decided()).isTrue();
        assertThat(running.values(order, SearchAttributes.CHECKOUT_STATE)).endsWith(end.name());
        List<Boolean> attention = running.values(order, SearchAttributes.NEEDS_ATTENTION);
        assertThat(attention.isEmpty() || !attention.get(attention.size() - 1))
                .as("no operator is needed any more")
                .isTrue();
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
        assertThat(running.shop().routes())
                .as("every payment at a gateway has come to its end")
                .allSatisfy(route -> {
                    assertThat(route.owner()).isEqualTo(RouteOwner.CLOSED);
                    assertThat(route.capturedPaise()).isEqualTo(route.appliedPaise() + route.refundedPaise());
                });
        return last.order();
    }
}
