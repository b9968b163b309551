package dev.orchestra.api;

import dev.orchestra.ActivitiesConfiguration;
import dev.orchestra.cart.CartController;
import dev.orchestra.checkout.PlaceOrderController;
import dev.orchestra.openapi.OpenApiConfiguration;
import dev.orchestra.payment.WebhookController;
import dev.orchestra.recovery.RecoveryConfiguration;
import dev.orchestra.ticket.TicketCartController;
import dev.orchestra.workers.WorkersConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * The API process. It carries a worker for queue {@code cart}, so that a cart operation starts and ends here without a hop; the worker process
 * serves that queue too, so that a dead API process loses no operation.
 */
@SpringBootApplication
@ComponentScan(
        basePackageClasses = {
            ApiApplication.class,
            CartController.class,
            PlaceOrderController.class,
            WebhookController.class,
            TicketCartController.class
        })
@Import({
    ActivitiesConfiguration.class,
    WorkersConfiguration.class,
    OpenApiConfiguration.class,
    RecoveryConfiguration.class
})
@EnableConfigurationProperties({IdentityProperties.class, SecretProperties.class})
public class ApiApplication {

    public static void main(String[] args) {
        SpringApplication.run(ApiApplication.class, args);
    }
}
