package dev.orchestra.services;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** How a service that answers about one thing at a time is asked about several: all at once. */
public final class AtOnce {

    private AtOnce() {}

    /** The answers in the order of the ids, once each; the first failure in that order is the failure of all. */
    public static <T> List<T> ask(List<String> ids, Function<String, CompletableFuture<T>> question) {
        List<CompletableFuture<T>> answers =
                ids.stream().distinct().map(question).toList();
        try {
            return answers.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException meaning) {
                throw meaning;
            }
            throw failure;
        }
    }
}
