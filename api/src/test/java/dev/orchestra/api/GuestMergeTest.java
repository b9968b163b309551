package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.OwnerDirectory.Kind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest signs in, in mode local. */
@Timeout(120)
class GuestMergeTest {

    private static final String WHO = "/cart/owner";

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RunningApi api;

    private final RunningApi.Merges merges = api.bean(RunningApi.Merges.class);
    private final OwnerDirectory owners = api.bean(OwnerDirectory.class);
    private final String customer = "customer-" + UUID.randomUUID();
    private final String guest = "guest-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        api = RunningApi.start(servers);
    }

    @AfterAll
    static void stop() {
        api.close();
        servers.close();
    }

    @BeforeEach
    void nobodyWasMerged() {
        merges.asked.clear();
        merges.does = (owner, guestOwnerId) -> owners.noteMerged(guestOwnerId, owner.ownerId(), "cart_merged");
    }

    private String ownerOf(String... identity) {
        return api.get(WHO, identity).body().replaceAll(".*\"owner_id\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void theGuestsBasketComesAlongOnceAndIsSeenAtOnce() {
        String guestId = ownerOf("X-Guest-Token", guest);
        HttpResponse<String> first = api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);
        HttpResponse<String> second = api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);

        String customerId = ownerOf("X-User-Id", customer);
        assertThat(merges.asked).containsExactly(guestId + " into " + customerId);
        assertThat(first.body()).contains(customerId, "\"basket_cart_id\":\"cart_merged\"");
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void aGuestWhoWasMergedIsAGuestWithAnEmptyBasket() {
        String guestId = ownerOf("X-Guest-Token", guest);
        owners.rememberCart(guestId, "cart_of_the_guest");
        api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);

        assertThat(api.get(WHO, "X-Guest-Token", guest).body()).contains(guestId, "\"basket_cart_id\":null");
        assertThat(owners.find(Kind.GUEST, guest).orElseThrow().mergedInto()).isEqualTo(ownerOf("X-User-Id", customer));
    }

    @Test
    void whoIsMergedIntoOneCustomerIsNotMergedIntoAnother() {
        String guestId = ownerOf("X-Guest-Token", guest);
        api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);
        api.get(WHO, "X-User-Id", customer + "-2", "X-Guest-Token", guest);

        assertThat(merges.asked).hasSize(1);
        assertThat(owners.noteMerged(guestId, ownerOf("X-User-Id", customer + "-2"), null))
                .isFalse();
    }

    @Test
    void aMergeThatFailsFailsNothingElseAndIsTriedAgain() {
        ownerOf("X-Guest-Token", guest);
        merges.does = (owner, guestOwnerId) -> {
            throw new IllegalStateException("not now");
        };
        assertThat(api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest).statusCode())
                .isEqualTo(200);
        api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);

        assertThat(merges.asked).hasSize(2);
    }

    @Test
    void aMergeThatIsPutOffIsTriedAgain() {
        ownerOf("X-Guest-Token", guest);
        merges.does = (owner, guestOwnerId) -> {};
        api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);
        api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest);

        assertThat(merges.asked).hasSize(2);
    }

    @Test
    void whoWasNeverSeenHasNothingToBring() {
        assertThat(api.get(WHO, "X-User-Id", customer, "X-Guest-Token", guest).statusCode())
                .isEqualTo(200);
        assertThat(merges.asked).isEmpty();
    }
}
