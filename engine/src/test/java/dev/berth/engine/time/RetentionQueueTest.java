package dev.berth.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionQueueTest {
    private final RetentionQueue<String> queue = new RetentionQueue<>(3, 100);
    private final List<String> evicted = new ArrayList<>();

    @Test
    void theOldestGoFirstWhereThereAreTooMany() {
        for (String item : List.of("a", "b", "c", "d", "e")) {
            queue.add(item, 0);
        }
        queue.evict(0, evicted::add);

        assertThat(evicted).containsExactly("a", "b");
        assertThat(queue.size()).isEqualTo(3);
    }

    @Test
    void whatIsTooOldGoesToTheNanosecond() {
        queue.add("a", 10);
        queue.add("b", 11);
        queue.evict(109, evicted::add);
        assertThat(evicted).isEmpty();

        queue.evict(110, evicted::add);
        assertThat(evicted).containsExactly("a");
        queue.evict(1_000, evicted::add);
        assertThat(evicted).containsExactly("a", "b");
    }

    @Test
    void theAgeIsThatOfTheOldest() {
        assertThat(queue.oldestAgeNanos(50)).isZero();
        queue.add("a", 10);
        queue.add("b", 30);
        assertThat(queue.oldestAgeNanos(50)).isEqualTo(40);
        assertThat(queue.oldestAgeNanos(0)).as("a clock read before").isZero();

        queue.evict(115, evicted::add);
        assertThat(queue.oldestAgeNanos(115)).isEqualTo(85);
        queue.evict(1_000, evicted::add);
        assertThat(queue.oldestAgeNanos(1_000)).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void aClockMayStartAnywhere() {
        long start = Long.MAX_VALUE - 50;
        queue.add("a", start);
        queue.evict(start + 99, evicted::add);
        assertThat(evicted).isEmpty();
        queue.evict(start + 100, evicted::add);
        assertThat(evicted).containsExactly("a");
    }

    @Test
    void theOldestGoFirstWhereTheyAreTooLarge() {
        RetentionQueue<StringBuilder> sized = new RetentionQueue<>(10, 6, StringBuilder::length, 100);
        StringBuilder first = new StringBuilder("aa");
        StringBuilder second = new StringBuilder("bbb");
        sized.add(first, 0);
        sized.add(second, 0);
        sized.evict(0, each -> evicted.add(each.toString()));
        assertThat(evicted).isEmpty();

        second.append("bb");
        sized.resized(2);
        sized.evict(0, each -> evicted.add(each.toString()));
        assertThat(evicted).containsExactly("aa");

        sized.add(new StringBuilder("c"), 0);
        sized.evict(0, each -> evicted.add(each.toString()));
        assertThat(evicted).as("5 and 1 of 6 bytes").containsExactly("aa");
        sized.add(new StringBuilder("d"), 0);
        sized.evict(0, each -> evicted.add(each.toString()));
        assertThat(evicted).containsExactly("aa", "bbbbb");
    }

    @Test
    void aQueueMayKeepNothing() {
        RetentionQueue<String> none = new RetentionQueue<>(0, 100);
        none.add("a", 0);
        none.evict(0, evicted::add);

        assertThat(evicted).containsExactly("a");
    }
}
