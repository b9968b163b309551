package dev.orchestra.store;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface CheckoutRequests extends Repository<CheckoutRequest, String> {

    CheckoutRequest save(CheckoutRequest request);

    Optional<CheckoutRequest> findById(String id);

    void deleteById(String id);

    @Modifying
    @Query("delete from CheckoutRequest where createdAt < :moment")
    int deleteOlderThan(Instant moment);
}
