package dev.orchestra.checkout;

/** A run that knows no verbs, for a test to say what it does know. */
public abstract class PlaceOrderStandIn implements PlaceOrderWorkflow {

    @Override
    public void paymentMoved(String attemptId) {}

    @Override
    public VerbAnswer cancel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public VerbAnswer retryPayment(RetryPayment retry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VerbAnswer switchToCod(SwitchToCod change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VerbAnswer checkGateway() {
        throw new UnsupportedOperationException();
    }
}
