package dev.orchestra.store;

import java.util.Optional;
import org.springframework.data.repository.Repository;

interface CheckoutRequests extends Repository<CheckoutRequest, String> {

    CheckoutRequest save(CheckoutRequest request);

    Optional<CheckoutRequest> findById(String id);

    void deleteById(String id);
}
