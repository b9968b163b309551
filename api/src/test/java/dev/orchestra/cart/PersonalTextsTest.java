package dev.orchestra.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.store.CustomerTextStore;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What customers wrote is theirs to see, and travels by reference. */
class PersonalTextsTest {

    private final CustomerTextStore store = mock(CustomerTextStore.class);
    private final PersonalTexts texts = new PersonalTexts(store);

    @Test
    void aTextIsKeptOnceForEachRequestAndField() {
        String first = texts.keep("own_1", "cart-options/own_1/abc", "print", "tips.description", "Thank you");

        assertThat(first).matches("txt_[0-9a-f]{32}");
        verify(store).save("own_1", first, "Thank you");
        assertThat(texts.keep("own_1", "cart-options/own_1/abc", "print", "tips.description", "Thank you"))
                .isEqualTo(first);
        assertThat(texts.keep("own_1", "cart-options/own_1/abc", "print", "gift_wrap.message", "Thank you"))
                .isNotEqualTo(first);
        assertThat(texts.keep("own_1", "cart-options/own_1/abc", "another print", "tips.description", "Thanks"))
                .as("the key again, later, with another body")
                .isNotEqualTo(first);
        assertThat(texts.keep("own_1", "cart-options/own_1/def", "print", "tips.description", "Thank you"))
                .isNotEqualTo(first);
    }

    @Test
    void noTextIsNoReference() {
        assertThat(texts.keep("own_1", "run", "print", "tips.description", null))
                .isNull();
        assertThat(texts.keep("own_1", "run", "print", "tips.description", "")).isNull();
        verify(store, never()).save(any(), any(), any());
    }

    @Test
    void aCartGetsItsTextsBackInOneLookup() {
        Cart cart = CartSamples.cart("own_1")
                .with(
                        new Cart.Tips(new BigDecimal("50.00"), "INR", "txt_1"),
                        new Cart.GiftWrap("gift_wrap_standard", "Standard", new BigDecimal("25.00"), "txt_2"),
                        new Cart.SpecialInstructions("txt_3"));
        when(store.find(List.of("txt_1", "txt_2", "txt_3")))
                .thenReturn(Map.of("txt_1", "Thank you", "txt_3", "Ring twice"));

        Cart shown = texts.shown(cart);

        assertThat(shown.tips()).isEqualTo(new Cart.Tips(new BigDecimal("50.00"), "INR", "Thank you"));
        assertThat(shown.giftWrap().message()).as("deleted meanwhile").isNull();
        assertThat(shown.giftWrap().charge()).isEqualByComparingTo("25.00");
        assertThat(shown.specialInstructions().instructions()).isEqualTo("Ring twice");
        assertThat(shown)
                .usingRecursiveComparison()
                .ignoringFields("tips", "giftWrap", "specialInstructions")
                .isEqualTo(cart);
        verify(store, times(1)).find(any());
    }

    @Test
    void aCartWithoutTextsIsNotLookedUp() {
        Cart plain = CartSamples.cart("own_1").build();
        Cart silent = CartSamples.cart("own_1").with(new Cart.Tips(BigDecimal.ONE, "INR", null), null, null);

        assertThat(texts.shown(plain)).isSameAs(plain);
        assertThat(texts.shown(silent)).isSameAs(silent);
        assertThat(texts.shown(null)).isNull();
        verify(store, never()).find(any());
    }
}
