package dev.orchestra.payment;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.store.OrderBook.Standing;
import org.springframework.web.util.HtmlUtils;

/** The page for a customer whose storefront did not say where to go back to. It asks for nothing else and runs nothing. */
final class ReturnPage {

    private ReturnPage() {}

    /** @param standing null when nothing is known of the order any more */
    static String of(Standing standing) {
        if (standing == null) {
            return page("Your order", "Nothing is known of your order any more.");
        }
        String title = standing.number() == null ? "Your order" : "Order " + standing.number();
        return page(title, says(standing.state()));
    }

    static String unknown() {
        return page("Not found", "There is no such payment.");
    }

    private static String says(CheckoutState state) {
        return switch (state) {
            case COMPLETED -> "Thank you. Your order is placed.";
            case FULFILLING -> "Thank you. Your payment has arrived, and your order is being placed.";
            case CANCELLED -> "Your order was called off. What you have paid goes back to you.";
            case EXPIRED ->
                "The time to pay is over, and your order was not placed. What you have paid goes back to you.";
            case REJECTED -> "Your order could not be placed. What you have paid goes back to you.";
            default ->
                "We have no word of your payment yet. That can take a minute: load this page again before you pay once more.";
        };
    }

    private static String page(String title, String text) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1.5rem; color: #222; background: #fff }
                @media (prefers-color-scheme: dark) { body { color: #eee; background: #181818 } }
                </style>
                </head>
                <body>
                <h1>%1$s</h1>
                <p>%2$s</p>
                </body>
                </html>
                """.formatted(HtmlUtils.htmlEscape(title), HtmlUtils.htmlEscape(text));
    }
}
