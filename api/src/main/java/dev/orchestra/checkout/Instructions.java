package dev.orchestra.checkout;

import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.checkout.PlaceOrderRequest.Instruction;
import dev.orchestra.payment.PaymentInstruction;
import java.util.List;
import java.util.stream.IntStream;

/** How a customer means to pay, as their request tells it: of a cart and of seats alike. */
public record Instructions(List<Instruction> all) {

    /**
     * What is wrong with fields that do not go together; empty when nothing is.
     *
     * @param field that they are in
     */
    public List<InvalidField> misfits(String field) {
        return IntStream.range(0, all.size())
                .mapToObj(i -> all.get(i).misfits(field + "[" + i + "]"))
                .flatMap(List::stream)
                .toList();
    }

    /** One for each instruction, null where there is none. */
    public List<String> callbackUrls() {
        return all.stream().map(Instruction::clientCallbackUrl).toList();
    }

    /** Without the one-time passwords, which may differ between two clicks, and with 250.00 and 250 the same. */
    public List<Instruction> comparable() {
        return all.stream().map(Instruction::comparable).toList();
    }

    /** Whether something must be paid at the door. */
    public boolean anyAtTheDoor() {
        return all.stream().anyMatch(instruction -> "MANUAL".equals(instruction.paymentMode()));
    }

    /** Whether something in it must be exchanged before a run is begun. */
    boolean hasPassword() {
        return all.stream().anyMatch(Instruction::isFromWallet);
    }

    /** Without what authorizes payments from wallets: for a run that is there already. */
    List<PaymentInstruction> unauthorized() {
        return all.stream().map(instruction -> instruction.toInstruction(null)).toList();
    }
}
