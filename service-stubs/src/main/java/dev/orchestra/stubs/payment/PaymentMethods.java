package dev.orchestra.stubs.payment;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All ways to pay. */
@Repository
public class PaymentMethods {

    private final JdbcClient database;

    PaymentMethods(JdbcClient database) {
        this.database = database;
    }

    Optional<PaymentMethod> method(String id) {
        return database.sql("select * from payment.methods where payment_method_id = ?")
                .param(id)
                .query(PaymentMethod.class)
                .optional();
    }

    /** Adds the method unless one of its id is there. */
    public void addIfAbsent(PaymentMethod method) {
        database.sql("insert into payment.methods (payment_method_id, name, payment_mode, gateway, status)"
                        + " values (?, ?, ?, ?, ?) on conflict do nothing")
                .params(
                        method.paymentMethodId(),
                        method.name(),
                        method.paymentMode().name(),
                        method.gateway(),
                        method.status().name())
                .update();
    }
}
