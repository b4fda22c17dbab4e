package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseStackTest {
    private final CloseStack stack = new CloseStack();
    private final List<String> closed = new ArrayList<>();

    @Test
    void closeAll_closesInReverseOrder_onceEach_whateverFails() {
        stack.push(() -> closed.add("first"));
        stack.push(() -> {
            throw new IOException("stuck");
        });
        stack.push(() -> closed.add("last"));

        stack.closeAll();
        stack.closeAll();

        assertThat(closed).containsExactly("last", "first");
    }
}
