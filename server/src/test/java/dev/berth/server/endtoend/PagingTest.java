package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.ListSessionsRequest;
import software.amazon.awssdk.services.athena.model.ListSessionsResponse;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.athena.model.SessionSummary;

/** The paginator of the AWS SDK for Java, over few sessions at rest and over many while others come and go. */
class PagingTest {
    private static final ListSessionsRequest ACTIVE =
            ListSessionsRequest.builder().workGroup("spark-primary").build();

    private static final int LARGEST_PAGE = 100;

    /** Sessions that do not change while they are listed. */
    private static final int STEADY = 10_000;

    private TestBerth berth;
    private AthenaClient athena;
    private DirectCaller caller;

    @BeforeEach
    void startServer() throws Exception {
        berth = TestBerth.start(config -> config.accountDpus(1_000_000));
        athena = berth.client();
        caller = new DirectCaller(berth.engine());
    }

    @AfterEach
    void stopServer() {
        athena.close();
        berth.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, LARGEST_PAGE})
    void pagesAreFullButTheLast(int size) {
        List<String> started = caller.start(3 * LARGEST_PAGE).stream()
                .map(SessionId::toString)
                .sorted(Comparator.reverseOrder())
                .toList();

        List<ListSessionsResponse> pages =
                athena.listSessionsPaginator(ACTIVE.toBuilder().maxResults(size).build()).stream()
                        .toList();

        assertThat(ids(pages)).isEqualTo(started);
        int last = (started.size() - 1) / size;
        assertThat(pages).hasSize(last + 1);
        assertThat(pages.subList(0, last)).allSatisfy(page -> isFull(page, size));
        assertThat(pages.get(last).nextToken()).isNull();
    }

    @Test
    void pageWithoutASizeIsTheLargest() {
        caller.start(LARGEST_PAGE + 1);

        isFull(athena.listSessions(ACTIVE), LARGEST_PAGE);
        assertThatThrownBy(() -> athena.listSessions(
                        ACTIVE.toBuilder().maxResults(LARGEST_PAGE + 1).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Member must have value less than or equal to 100");
    }

    @Test
    void tokenIsGoodForTheListThatItCameFrom() {
        caller.start(2);
        String token =
                athena.listSessions(ACTIVE.toBuilder().maxResults(1).build()).nextToken();

        assertThat(athena.listSessions(ACTIVE.toBuilder().nextToken(token).build())
                        .sessions())
                .hasSize(1);
        for (ListSessionsRequest other : List.of(
                ACTIVE.toBuilder().stateFilter(SessionState.IDLE).build(),
                ACTIVE.toBuilder().workGroup("spark-35").build())) {
            assertThatThrownBy(() -> athena.listSessions(
                            other.toBuilder().nextToken(token).build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("The nextPageToken is malformed: " + token);
        }
    }

    @Test
    void activeSessionsAreEachListedOnce_whileOthersComeAndGo() throws InterruptedException {
        try (MixedSessions sessions = new MixedSessions(berth, STEADY, dev.berth.api.SessionState.IDLE)) {
            List<ListSessionsResponse> pages = pagesWhileOthersChange(sessions, ACTIVE);

            Set<String> listed = idsListedOnce(pages);
            assertThat(missing(sessions.steady(), listed)).isEmpty();
            assertThat(missing(sessions.flipping(), listed)).isEmpty();
            assertThat(missing(sessions.ended(), listed)).hasSameSizeAs(sessions.ended());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"IDLE", "TERMINATED"})
    void sessionsInOneStateAreEachListedOnce_whileOthersComeAndGo(SessionState state) throws InterruptedException {
        ListSessionsRequest filtered = ACTIVE.toBuilder().stateFilter(state).build();
        try (MixedSessions sessions =
                new MixedSessions(berth, STEADY, dev.berth.api.SessionState.valueOf(state.name()))) {
            List<ListSessionsResponse> pages = pagesWhileOthersChange(sessions, filtered);

            Set<String> listed = idsListedOnce(pages);
            assertThat(missing(sessions.steady(), listed)).isEmpty();
            assertThat(missing(sessions.ended(), listed))
                    .hasSize(
                            state == SessionState.TERMINATED
                                    ? 0
                                    : sessions.ended().size());
            assertThat(pages)
                    .flatExtracting(ListSessionsResponse::sessions)
                    .extracting(session -> session.status().state())
                    .containsOnly(state);
        }
    }

    private List<ListSessionsResponse> pagesWhileOthersChange(MixedSessions sessions, ListSessionsRequest request)
            throws InterruptedException {
        long seed = Long.getLong("berth.seed", System.nanoTime());
        System.out.println("PagingTest: order of changes by -Dberth.seed=" + seed);
        List<ListSessionsResponse> pages = new ArrayList<>();
        sessions.start(seed);
        for (ListSessionsResponse page : athena.listSessionsPaginator(
                request.toBuilder().maxResults(LARGEST_PAGE).build())) {
            pages.add(page);
            assertThat(pages).as("a list that ends").hasSizeLessThan(2 * STEADY / LARGEST_PAGE);
            sessions.pageCame();
        }
        assertThat(pages).hasSizeGreaterThanOrEqualTo(STEADY / LARGEST_PAGE);
        assertThat(pages.subList(0, pages.size() - 1)).allSatisfy(page -> isFull(page, LARGEST_PAGE));
        return pages;
    }

    private static void isFull(ListSessionsResponse page, int size) {
        assertThat(page.sessions()).hasSize(size);
        assertThat(page.nextToken()).isNotEmpty();
    }

    private static Set<String> idsListedOnce(List<ListSessionsResponse> pages) {
        List<String> listed = ids(pages);
        Set<String> once = new HashSet<>(listed);
        assertThat(listed).hasSameSizeAs(once).isSortedAccordingTo(Comparator.reverseOrder());
        return once;
    }

    private static List<String> missing(List<String> expected, Set<String> listed) {
        return expected.stream().filter(id -> !listed.contains(id)).toList();
    }

    private static List<String> ids(List<ListSessionsResponse> pages) {
        return pages.stream()
                .flatMap(page -> page.sessions().stream())
                .map(SessionSummary::sessionId)
                .toList();
    }
}
