package dev.orchestra.payment;

import static dev.orchestra.payment.PaymentSteps.*;

import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.payment.PaymentService.Attempt;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.services.payment.PaymentService.Refund;
import dev.orchestra.services.payment.PaymentService.RefundRequest;
import dev.orchestra.services.payment.PaymentService.RefundStatus;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OrderRecords.Postscript;
import dev.orchestra.store.PaymentRoutes;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.ShownAttention;
import dev.orchestra.support.Step;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Watches, and gives back. */
public final class PaymentGuardianWorkflowImpl implements PaymentGuardianWorkflow {

    private final ShownAttention attention = new ShownAttention(this::showDetails);
    private final List<String> told = new ArrayList<>();
    private final GatewayNews news = new GatewayNews();
    private Steps steps;
    private Instant watchedUntil;

    /** As it was at the start. */
    private Route row;

    private long revision;
    private AttemptStatus status;
    private String gatewayOrderId;
    private long captured;

    /** Of what was captured. */
    private String currency;

    private long refunded;
    private int refunds;

    /** By the last refund, in paise, while its outcome is not known. */
    private long refunding;

    @Override
    public void watch(Guard guard) {
        row = guard.route();
        revision = row.revision();
        status = row.status();
        gatewayOrderId = row.gatewayOrderId();
        captured = row.capturedPaise();
        currency = row.currency();
        refunded = row.refundedPaise();
        refunds = row.refunds();
        refunding = row.refundingPaise();
        steps = new Steps(StepCatalogue.CART_OPERATION, attention);
        watchedUntil = Steps.now().plus(guard.watch());
        Workflow.upsertTypedSearchAttributes(SearchAttributes.ORDER_ID.valueSet(row.orderId()));
        // A guardian that is called off must not leave money behind: it goes on to its end.
        Workflow.newDetachedCancellationScope(this::lookAfter).run();
    }

    private void lookAfter() {
        boolean begun = takeOver();
        for (int answers = 0; begun; ) {
            boolean answered = ask();
            answers += answered ? 1 : 0;
            giveBack();
            if (answered && isOver()) {
                save(RouteOwner.CLOSED);
                // Who reads the row from now on starts a guardian by himself; who has read it before told this one.
                if (!news.isNudged()) {
                    return;
                }
            }
            // What was not answered is asked again as soon as it was asked, lest money that has come wait for the next,
            // longer pause.
            Duration pause = pause(Math.max(answers - 1, 0));
            news.await(pause, "ask " + row.gateway() + " whether the payment came after all");
        }
        save(RouteOwner.CLOSED);
    }

    /** @return whether the attempt was ever begun */
    private boolean takeOver() {
        boolean ownerLost = row.owner() == RouteOwner.CHECKOUT;
        save(RouteOwner.GUARDIAN);
        if (!ownerLost) {
            return true;
        }
        Undo<PaymentService.Cancel> cancel =
                new Undo<>(steps.key(UNDO), null, new PaymentService.Cancel(row.orderId(), row.attemptId()));
        return steps.insist(UNDO, PaymentService.class, payments -> payments.cancel(cancel)) != null;
    }

    /** @return whether there was an answer */
    private boolean ask() {
        news.asking();
        try {
            sees(steps.call(ASK, PaymentService.class, payments -> payments.status(row.attemptId())));
            return true;
        } catch (ServiceFailure.Refused unknown) {
            // Nothing was begun under this id.
            return true;
        } catch (ServiceFailure.Unavailable silence) {
            return false;
        }
    }

    private void sees(Attempt answer) {
        long taken = Math.max(captured, paise(answer.capturedAmount()));
        boolean moved = answer.status() != status || taken != captured;
        status = answer.status();
        captured = taken;
        currency = answer.capturedCurrency() == null ? currency : answer.capturedCurrency();
        gatewayOrderId = answer.gatewayOrderId() == null ? gatewayOrderId : answer.gatewayOrderId();
        if (status == AttemptStatus.REFUNDED) {
            // Before that it is only on its way, and may come to nothing.
            refunded = captured - row.appliedPaise();
            refunding = 0;
        }
        if (moved) {
            save(RouteOwner.GUARDIAN);
        }
    }

    private boolean isOver() {
        return kept() == 0 && !Steps.now().isBefore(end());
    }

    /** What took money, or was reserved and let go, can take more until the gateway ends it; what took none is only known to stay so after days. */
    private Instant end() {
        boolean paid = captured > 0 || status == AttemptStatus.REFUNDED;
        return paid ? row.expiresAt().plus(StepCatalogue.GATEWAY_GRACE) : watchedUntil;
    }

    private Duration pause(int asked) {
        Duration gap = StepCatalogue.guardGap(asked);
        Duration left = Duration.between(Steps.now(), end());
        return left.isNegative() || left.isZero() || left.compareTo(gap) > 0 ? gap : left;
    }

    // ---------------------------------------------------------------------------------------------- giving back

    /** The same refund while its outcome is not known, another one only after the gateway said that it failed. */
    private void giveBack() {
        for (int failures = 0; kept() > 0; ) {
            if (refunding == 0) {
                begin();
            }
            Step step = REFUND.about(String.valueOf(refunds));
            Write<RefundRequest> refund = refund();
            try {
                Refund begun = steps.call(step, PaymentService.class, payments -> payments.refund(refund));
                if (completed(step, refund, begun)) {
                    refunded += refunding;
                    refunding = 0;
                    save(RouteOwner.GUARDIAN);
                    attention.over(REFUND);
                    tell(
                            "Refund by " + row.gateway() + " is through",
                            inWords(refund.body().amount()));
                } else {
                    refunding = 0;
                    save(RouteOwner.GUARDIAN);
                    steps.askAgainLater(REFUND, failed(), ++failures);
                }
            } catch (ServiceFailure.Refused refused) {
                // The gateway may have given it back by itself.
                ask();
                if (kept() > 0) {
                    steps.askAgainLater(REFUND, refused, ++failures);
                }
            }
        }
        attention.over(REFUND);
    }

    /** The row first: should this run be lost, its successor goes on with this very refund. */
    private void begin() {
        if (told.isEmpty()) {
            tell("Payment at " + row.gateway() + " is not needed any more", inWords(rupees(kept())) + " goes back");
        }
        refunds++;
        refunding = kept();
        save(RouteOwner.GUARDIAN);
    }

    private Write<RefundRequest> refund() {
        return new Write<>(
                steps.key(REFUND, refunds),
                new RefundRequest(
                        row.orderId(), row.attemptId(), steps.id("rf_", "/" + refunds), rupees(refunding), currency));
    }

    /** Follows a refund to its end. */
    private boolean completed(Step step, Write<RefundRequest> write, Refund begun) {
        Refund refund = begun;
        for (int asked = 0; refund.status() == RefundStatus.PENDING; asked++) {
            news.await(StepCatalogue.refundGap(asked), "ask " + row.gateway() + " how the refund stands");
            try {
                refund = steps.call(
                        ASK_REFUND, PaymentService.class, payments -> payments.refundStatus(begun.refundId()));
            } catch (ServiceFailure.Unavailable silence) {
                // Asked again later.
            } catch (ServiceFailure.Refused unknown) {
                // The same refund once more: another one could be a second one.
                refund = steps.insist(step, PaymentService.class, payments -> payments.refund(write));
            }
        }
        return refund.status() == RefundStatus.COMPLETED;
    }

    private static ServiceFailure.Refused failed() {
        return new ServiceFailure.Refused(
                Step.Service.PAYMENT.id(),
                new ServiceProblem(null, "REFUND_FAILED", null, null, null, null, null),
                null);
    }

    // ---------------------------------------------------------------------------------------------- news

    @Override
    public void paymentMoved(String attemptId) {
        news.nudge();
    }

    // ---------------------------------------------------------------------------------------------- what is told

    private void tell(String title, String detail) {
        Instant now = Steps.now();
        told.add("| " + now + " | " + title + " | " + detail + " |");
        showDetails();
        Postscript entry = new Postscript(
                row.orderId(), Workflow.getInfo().getOriginalExecutionRunId(), told.size(), now, title, detail);
        steps.call(TELL, OrderRecords.class, orders -> {
            orders.addPostscript(entry);
            return null;
        });
    }

    private void showDetails() {
        Workflow.setCurrentDetails(attention.inWords() + "Attempt " + row.attemptId() + " at " + row.gateway()
                + " for order " + row.orderId() + ", " + inWords(rupees(row.amountPaise()))
                + "\n\n| time | what happened | |\n|---|---|---|\n" + String.join("\n", told));
    }

    private String inWords(BigDecimal amount) {
        return amount.toPlainString() + " " + currency;
    }

    // ---------------------------------------------------------------------------------------------- the row

    private long kept() {
        return captured - row.appliedPaise() - refunded;
    }

    private void save(RouteOwner owner) {
        revision = Math.max(revision + 1, Workflow.currentTimeMillis());
        Route now = new Route(
                row.attemptId(),
                revision,
                owner,
                Workflow.getInfo().getWorkflowId(),
                row.orderId(),
                row.checkoutRequestId(),
                row.paymentId(),
                row.leg(),
                row.gateway(),
                gatewayOrderId,
                status,
                row.currency(),
                row.amountPaise(),
                captured,
                row.appliedPaise(),
                refunded,
                refunds,
                refunding,
                row.expiresAt());
        steps.call(ROUTE_MOVED, PaymentRoutes.class, routes -> {
            routes.save(now);
            return null;
        });
    }

    private static long paise(BigDecimal amount) {
        return amount.movePointRight(2).longValueExact();
    }

    private static BigDecimal rupees(long paise) {
        return BigDecimal.valueOf(paise, 2);
    }
}
