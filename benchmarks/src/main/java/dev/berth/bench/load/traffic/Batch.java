package dev.berth.bench.load.traffic;

import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.function.BiConsumer;

/**
 * Questions that must be answered: asked a few at a time, and again if the answer is only for the moment. Belongs to the event
 * loop.
 *
 * @param <T> what a question is about
 */
final class Batch<T> {
    private static final int MAX_ATTEMPTS = 20;
    private static final long RETRY_MILLIS = 100;

    private final Vertx vertx;
    private final Connections connections;
    private final Iterator<T> subjects;
    private final Question<T> question;
    private final BiConsumer<T, Answer> unanswered;
    private final Runnable whenDone;
    private int underWay;
    private boolean told;

    /** Makes the call that asks about a subject. */
    interface Question<T> {
        Call about(T subject, BiConsumer<Call, Answer> whenDone);
    }

    /**
     * @param unanswered told of each subject that was asked about too often
     * @param whenDone told once, when all have been asked about
     */
    Batch(
            Vertx vertx,
            Connections connections,
            Iterator<T> subjects,
            Question<T> question,
            BiConsumer<T, Answer> unanswered,
            Runnable whenDone) {
        this.vertx = vertx;
        this.connections = connections;
        this.subjects = subjects;
        this.question = question;
        this.unanswered = unanswered;
        this.whenDone = whenDone;
    }

    void start(int atOnce) {
        for (int i = 0; i < atOnce; i++) {
            askNext();
        }
        endIfDone();
    }

    private void askNext() {
        if (subjects.hasNext()) {
            underWay++;
            ask(subjects.next(), 1);
        }
    }

    private void ask(T subject, int attempt) {
        Call call = question.about(subject, (asked, answer) -> answered(subject, answer, attempt));
        connections.submit(call);
    }

    private void answered(T subject, Answer answer, int attempt) {
        if (answer.isTransient() && attempt < MAX_ATTEMPTS) {
            vertx.setTimer(RETRY_MILLIS, timer -> ask(subject, attempt + 1));
            return;
        }
        if (answer.isTransient()) {
            unanswered.accept(subject, answer);
        }
        underWay--;
        askNext();
        endIfDone();
    }

    private void endIfDone() {
        if (underWay == 0 && !subjects.hasNext() && !told) {
            told = true;
            whenDone.run();
        }
    }
}
