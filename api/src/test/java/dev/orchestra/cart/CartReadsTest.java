package dev.orchestra.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.cart.CartReads.LastSeen;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.caching.CachingService.CachedCart;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.CartService.OwnerCarts;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.support.ServiceProblem;
import io.temporal.failure.ApplicationFailure;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /cart?compute=false}: fast where the cache helps, right where it does not. */
@Timeout(20)
class CartReadsTest {

    private static final Owner OWNER = new Owner("own_1", "cart_1");

    private final CachingService caching = mock(CachingService.class);
    private final CartService carts = mock(CartService.class);
    private final OwnerDirectory owners = mock(OwnerDirectory.class);
    private final CartReads reads = new CartReads(caching, carts, owners);

    private final Cart mine = CartSamples.cart("own_1").build();
    private final Cart somebodyElses = CartSamples.cart("own_2").build();

    @AfterEach
    void stop() {
        reads.stop();
    }

    @Test
    void theCacheAnswersAlone() {
        when(caching.get("cart_1")).thenReturn(new CachedCart(true, 7L, 120L, mine));

        assertThat(reads.lastSeen(OWNER, null)).isEqualTo(new LastSeen(mine, true, 120L));
        assertThat(reads.lastSeen(OWNER, "cart_1")).isEqualTo(new LastSeen(mine, true, 120L));
        verify(carts, never()).get(any());
    }

    @Test
    void aMissFallsBackToTheCartService() {
        when(caching.get("cart_1")).thenReturn(new CachedCart(false, null, null, null));
        when(carts.get("cart_1")).thenReturn(mine);

        assertThat(reads.lastSeen(OWNER, null)).isEqualTo(new LastSeen(mine, false, null));
    }

    @Test
    void aCacheThatIsDownOrBrokenIsAMiss() {
        when(caching.get("cart_1"))
                .thenThrow(ApplicationFailure.newFailure("caching sent what cannot be read", "SERVICE_ERROR"))
                .thenReturn(new CachedCart(true, 7L, 1L, null));
        when(carts.get("cart_1")).thenReturn(mine);

        assertThat(reads.lastSeen(OWNER, null).fromCache()).isFalse();
        assertThat(reads.lastSeen(OWNER, null).fromCache()).isFalse();
    }

    @Test
    void aCacheThatHangsIsNotWaitedFor() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        when(caching.get("cart_1")).thenAnswer(hanging -> {
            never.await();
            return null;
        });
        when(carts.get("cart_1")).thenReturn(mine);

        assertThat(reads.lastSeen(OWNER, null)).isEqualTo(new LastSeen(mine, false, null));
    }

    @Test
    void anotherOwnersCartIsNoneWhereverItComesFrom() {
        when(caching.get("cart_1")).thenReturn(new CachedCart(true, 7L, 1L, somebodyElses));
        when(carts.get("cart_1")).thenReturn(somebodyElses);
        when(carts.ofOwner("own_1")).thenReturn(new OwnerCarts(null, null));

        assertThatThrownBy(() -> reads.lastSeen(OWNER, "cart_1"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.CART_NOT_FOUND));
        assertThat(reads.lastSeen(OWNER, null)).isEqualTo(new LastSeen(null, false, null));
    }

    @Test
    void aBasketThatIsGoneIsFollowedByTheNextOne() {
        when(caching.get("cart_0")).thenReturn(new CachedCart(false, null, null, null));
        when(carts.get("cart_0")).thenThrow(refusal("CART_DELETED"));
        when(carts.ofOwner("own_1")).thenReturn(new OwnerCarts(mine, null));

        assertThat(reads.lastSeen(new Owner("own_1", "cart_0"), null).cart()).isEqualTo(mine);
        verify(owners).rememberCart("own_1", "cart_1");
    }

    @Test
    void aCartServiceThatIsDownIsNotAnEmptyCart() {
        when(caching.get("cart_1")).thenReturn(new CachedCart(false, null, null, null));
        when(carts.get("cart_1")).thenThrow(ApplicationFailure.newFailure("cart did not answer", "SERVICE_ERROR"));

        assertThatThrownBy(() -> reads.lastSeen(OWNER, null))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    private static ApplicationFailure refusal(String code) {
        return ApplicationFailure.newNonRetryableFailure(
                code, code, new ServiceProblem(410, code, null, null, null, null, null));
    }
}
