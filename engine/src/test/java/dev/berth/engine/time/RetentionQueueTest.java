package dev.berth.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
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

    @Test
    void whatIsGivenUpLeavesTheRestInOrder() {
        List<String> items = List.of("a", "b", "c", "d", "e");
        RetentionQueue<String> large = new RetentionQueue<>(10, 100);
        List<RetentionQueue.Kept<String>> places = new ArrayList<>();
        items.forEach(item -> places.add(large.add(item, items.indexOf(item))));
        large.remove(places.get(2));
        large.remove(places.get(0));
        large.remove(places.get(4));
        assertThat(large.size()).isEqualTo(2);
        assertThat(large.oldestAgeNanos(10)).as("that of b").isEqualTo(9);

        large.add("f", 5);
        large.evict(1_000, evicted::add);
        assertThat(evicted).containsExactly("b", "d", "f");
    }

    @Test
    void whatIsGivenUpTwiceOrAfterItsTimeIsGoneOnce() {
        RetentionQueue.Kept<String> first = queue.add("a", 0);
        RetentionQueue.Kept<String> second = queue.add("b", 0);
        queue.add("c", 50);
        queue.remove(first);
        queue.remove(first);
        queue.evict(100, evicted::add);
        queue.remove(second);

        assertThat(evicted).containsExactly("b");
        assertThat(queue.size()).isEqualTo(1);
        queue.remove(queue.add("d", 60));
        queue.evict(1_000, evicted::add);
        assertThat(evicted).containsExactly("b", "c");
        assertThat(queue.size()).isZero();
        assertThat(queue.oldestAgeNanos(1_000)).isZero();
    }

    @Test
    void whatIsGivenUpMakesRoomForItsSize() {
        RetentionQueue<String> sized = new RetentionQueue<>(10, 6, String::length, 100);
        RetentionQueue.Kept<String> large = sized.add("aaaa", 0);
        sized.add("bb", 0);
        sized.remove(large);
        sized.add("cccc", 0);
        sized.evict(0, evicted::add);
        assertThat(evicted).isEmpty();

        sized.add("d", 0);
        sized.evict(0, evicted::add);
        assertThat(evicted).containsExactly("bb");
    }

    @Nested
    class Tours {
        private final List<String> visited = new ArrayList<>();
        private final RetentionQueue<String> large = new RetentionQueue<>(10, 100);
        private final List<RetentionQueue.Kept<String>> places = new ArrayList<>();

        @BeforeEach
        void begin() {
            List.of("a", "b", "c", "d").forEach(item -> places.add(large.add(item, 10L * places.size())));
            large.beginTour((item, sinceNanos) -> visited.add(item + sinceNanos));
        }

        private void visitTheRest() {
            while (large.visitNext()) {
                assertThat(visited).hasSizeLessThan(10);
            }
        }

        @Test
        void visitAllThatIsKept_andNothingThatComesLater() {
            assertThat(large.visitNext()).isTrue();
            assertThat(visited).containsExactly("a0");
            large.add("e", 40);
            visitTheRest();

            assertThat(visited).containsExactly("a0", "b10", "c20", "d30");
            assertThat(large.visitNext()).isFalse();
        }

        @Test
        void visitWhatIsEvictedRightBeforeItGoes() {
            large.visitNext();
            large.evict(125, item -> evicted.add(item + " after " + visited.size()));

            assertThat(evicted).containsExactly("a after 1", "b after 2", "c after 3");
            visitTheRest();
            assertThat(visited).containsExactly("a0", "b10", "c20", "d30");
        }

        @Test
        void visitAllThatIsEvicted_andEnd() {
            large.add("e", 40);
            large.evict(1_000, evicted::add);

            assertThat(visited).containsExactly("a0", "b10", "c20", "d30");
            assertThat(large.visitNext()).isFalse();
        }

        @Test
        void endWhereTheLastOneWas_thoughThatIsGivenUp() {
            large.visitNext();
            large.remove(places.get(3));
            large.add("e", 40);
            visitTheRest();

            assertThat(visited).containsExactly("a0", "b10", "c20");
        }

        @Test
        void endWhenTheLastOnesGo_thoughMoreCame() {
            large.visitNext();
            large.visitNext();
            large.visitNext();
            large.add("e", 40);
            large.remove(places.get(2));
            large.remove(places.get(3));

            assertThat(large.visitNext()).isFalse();
            assertThat(visited).containsExactly("a0", "b10", "c20", "d30");
        }

        @Test
        void goOnBehindOnesThatAreGivenUp() {
            large.remove(places.get(1));
            large.remove(places.get(0));
            large.remove(places.get(2));
            visitTheRest();

            assertThat(visited).startsWith("a0").endsWith("d30").doesNotHaveDuplicates();
        }

        @Test
        void endAnEarlierOne() {
            large.visitNext();
            List<String> again = new ArrayList<>();
            large.beginTour((item, sinceNanos) -> again.add(item));
            visitTheRest();

            assertThat(visited).containsExactly("a0");
            assertThat(again).containsExactly("a", "b", "c", "d");
        }
    }
}
