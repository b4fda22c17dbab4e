package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.server.http.FakeScheduler;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceOperationsTest {
    private static final String SPARK = "arn:aws:athena:us-east-1:000000000000:workgroup/spark";

    private final Athena athena = new Athena();

    private Athena.Outcome call(String operation, String arn, String more) {
        return athena.call(operation, "{\"ResourceARN\":\"" + arn + "\"" + more.replace('\'', '"') + "}");
    }

    private Athena.Outcome tag(String arn, String tags) {
        return call("TagResource", arn, ",'Tags':[" + tags + "]");
    }

    private Athena.Outcome untag(String arn, String keys) {
        return call("UntagResource", arn, ",'TagKeys':[" + keys + "]");
    }

    private String tagsOf(String arn) {
        return call("ListTagsForResource", arn, "").text().replace('"', '\'');
    }

    private static String tags(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{'Key':'k" + i + "','Value':'v'}")
                .collect(Collectors.joining(","));
    }

    /** A session whose start was given the members, in a work group with the tags. */
    private String session(String members, String workGroupTags, SessionState state) {
        SessionId id = new TestSession()
                .in(FakeScheduler.workGroup("spark", EngineVersions.PYSPARK_3, OpaqueBytes.EMPTY)
                        .withTags(OpaqueBytes.ofUtf8(workGroupTags.replace('\'', '"'))))
                .given(members.replace('\'', '"'))
                .state(state)
                .addTo(athena.scheduler);
        return SPARK + "/session/" + id;
    }

    @Test
    void tags_ofAWorkGroup_comeAndGo() {
        assertThat(tagsOf(SPARK)).isEqualTo("{'Tags':[]}");
        assertThat(tag(SPARK, "{'Key':'team','Value':'a'},{'Key':'env','Value':''}")
                        .text())
                .isEqualTo("{}");
        assertThat(tagsOf(SPARK)).isEqualTo("{'Tags':[{'Key':'env','Value':''},{'Key':'team','Value':'a'}]}");

        tag(SPARK, "{'Key':'team','Value':'b'},{'Key':'Team','Value':'c'}").json();
        assertThat(tagsOf(SPARK))
                .isEqualTo("{'Tags':[{'Key':'Team','Value':'c'},{'Key':'env','Value':''},{'Key':'team','Value':'b'}]}");

        assertThat(untag(SPARK, "'env','nothing','team'").text()).isEqualTo("{}");
        assertThat(tagsOf(SPARK)).isEqualTo("{'Tags':[{'Key':'Team','Value':'c'}]}");
        untag(SPARK, "'Team'").json();
        assertThat(athena.scheduler.workGroup("spark").orElseThrow().tags()).isEqualTo(OpaqueBytes.EMPTY);
    }

    @Test
    void tags_ofASession_areAtFirstItsOwnAndThoseOfItsWorkGroup() {
        String own = "{'Tags':[{'Key':'b','Value':'own'},{'Key':'c','Value':'own'}]%s}";
        String groups = "{'Tags':[{'Key':'a','Value':'group'},{'Key':'b','Value':'group'}]}";
        String both = "{'Tags':[{'Key':'a','Value':'group'},{'Key':'b','Value':'own'},{'Key':'c','Value':'own'}]}";

        assertThat(tagsOf(session(own.formatted(""), groups, SessionState.IDLE)))
                .isEqualTo(both);
        assertThat(tagsOf(session(own.formatted(",'CopyWorkGroupTags':true"), groups, SessionState.IDLE)))
                .isEqualTo(both);
        assertThat(tagsOf(session(own.formatted(",'CopyWorkGroupTags':false"), groups, SessionState.IDLE)))
                .isEqualTo("{'Tags':[{'Key':'b','Value':'own'},{'Key':'c','Value':'own'}]}");
        assertThat(tagsOf(session("{}", groups, SessionState.IDLE))).isEqualTo(groups);
        assertThat(tagsOf(session("{}", "", SessionState.IDLE))).isEqualTo("{'Tags':[]}");
    }

    @Test
    void tags_ofASession_areItsOwnOnceTheyWereChanged() {
        String arn = session(
                "{'Tags':[{'Key':'own','Value':'1'}]}",
                "{'Tags':[{'Key':'group','Value':'1'}]}",
                SessionState.TERMINATED);
        tag(arn, "{'Key':'new','Value':'2'}").json();
        assertThat(tagsOf(arn))
                .isEqualTo(
                        "{'Tags':[{'Key':'group','Value':'1'},{'Key':'new','Value':'2'},{'Key':'own','Value':'1'}]}");

        untag(arn, "'group','new','own'").json();
        assertThat(tagsOf(arn)).isEqualTo("{'Tags':[]}");
        assertThat(athena.scheduler.retagged).last().isEqualTo(OpaqueBytes.EMPTY);
    }

    @Test
    void tags_thatStayAsTheyAre_areNotWritten() {
        tag(SPARK, "{'Key':'k','Value':'v'}").json();
        tag(SPARK, "{'Key':'k','Value':'v'}").json();
        tag(SPARK, "").json();
        untag(SPARK, "'other'").json();

        assertThat(athena.scheduler.replaced).hasSize(1);
    }

    @Test
    void tags_areFiftyAtMost() {
        tag(SPARK, tags(0, 51)).isInvalid("A resource can have at most 50 tags.");
        tag(SPARK, tags(0, 49)).json();
        tag(SPARK, tags(49, 51)).isInvalid("A resource can have at most 50 tags.");
        tag(SPARK, tags(49, 50)).json();
        tag(SPARK, tags(0, 50)).json();
        tag(SPARK, tags(50, 51)).isInvalid("A resource can have at most 50 tags.");
        untag(SPARK, "'k0'").json();
        tag(SPARK, tags(50, 51)).json();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Key':'k','Value':'1'},{'Key':'k','Value':'1'}|A tag key must not be given twice: k",
                "{'Key':'aws:k','Value':''}|Tag keys must not start with aws:",
                "{'Key':'k'}|A tag must have a key and a value.",
                "{'Value':'v'}|A tag must have a key and a value.",
                "{'Key':'a*b','Value':''}|Tags may have letters, digits, spaces and + - = . _ : / @ only: a*b",
                "{'Key':'k','Value':'a;b'}|Tags may have letters, digits, spaces and + - = . _ : / @ only: k",
                "{'Key':'k','Value':'a\u2028b'}|Tags may have letters, digits, spaces and + - = . _ : / @ only: k",
                "{'Key':'k','Value':'a\u2029b'}|Tags may have letters, digits, spaces and + - = . _ : / @ only: k"
            })
    void tags_thatBreakARule(String tagsAndMessage) {
        int bar = tagsAndMessage.indexOf('|');
        tag(SPARK, tagsAndMessage.substring(0, bar)).isInvalid(tagsAndMessage.substring(bar + 1));

        assertThat(athena.scheduler.replaced).isEmpty();
    }

    /** The last two have letters that are written with marks of their own, one as some keyboards send it. */
    @ParameterizedTest
    @ValueSource(strings = {"Größe 船 +-=._:/@", "٣ x", "a\u00a0\u3000b", "Gro\u0308ße", "नमस्ते"})
    void tags_mayHaveLettersOfAnyScript(String text) {
        String tag = "{'Key':'" + text + "','Value':'" + text + "'}";
        tag(SPARK, tag).json();

        assertThat(tagsOf(SPARK)).isEqualTo("{'Tags':[" + tag + "]}");
    }

    @Test
    void tags_ofWhatSomebodyElseTagged_areAddedToTheirs() {
        List<Integer> attempts = new ArrayList<>();
        athena.scheduler.onReplaceWorkGroup = seen -> {
            attempts.add(1);
            if (attempts.size() > 1) {
                return ReplaceOutcome.REPLACED;
            }
            athena.scheduler.with(
                    seen.withTags(OpaqueBytes.ofUtf8("{\"Tags\":[{\"Key\":\"theirs\",\"Value\":\"1\"}]}")));
            return ReplaceOutcome.STALE;
        };
        tag(SPARK, "{'Key':'ours','Value':'2'}").json();

        assertThat(tagsOf(SPARK)).isEqualTo("{'Tags':[{'Key':'ours','Value':'2'},{'Key':'theirs','Value':'1'}]}");
    }

    @Test
    void tags_thatCannotBeWritten() {
        String session = session("{}", "", SessionState.IDLE);
        athena.scheduler.onReplaceTags = id -> ReplaceOutcome.STALE;
        tag(session, "{'Key':'k','Value':''}").isError("ThrottlingException", "Rate exceeded");
        athena.scheduler.onReplaceTags = id -> ReplaceOutcome.OVERLOADED;
        tag(session, "{'Key':'k','Value':''}").isError("ThrottlingException", "Rate exceeded");
        athena.scheduler.onReplaceTags = id -> ReplaceOutcome.TOO_LARGE;
        tag(session, "{'Key':'k','Value':''}")
                .isInvalid("The request is larger than the journal of this server takes.");
        athena.scheduler.onReplaceTags = id -> {
            athena.scheduler.sessions.remove(id);
            return ReplaceOutcome.NOT_FOUND;
        };
        tag(session, "{'Key':'k','Value':''}")
                .isError("ResourceNotFoundException", "Resource " + session + " is not found.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:athena:us-east-1:000000000000:workgroup/spark",
                "arn:aws-cn:athena:cn-north-1:123456789012:workgroup/spark",
                "arn::athena:::workgroup/spark"
            })
    void arn_isMatchedByItsResource(String arn) {
        tag(arn, "{'Key':'k','Value':'v'}").json();

        assertThat(tagsOf(SPARK)).isEqualTo("{'Tags':[{'Key':'k','Value':'v'}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark",
                "workgroup/spark",
                "arn:aws:s3:::workgroup/spark",
                "arn:aws:athena:us-east-1:000000000000",
                "arn:aws:athena:us-east-1:000000000000:",
                "arn:aws:athena:us-east-1:000000000000:workgroup",
                "arn:aws:athena:us-east-1:000000000000:workgroup/",
                "arn:aws:athena:us-east-1:000000000000:workgroup/a b",
                "arn:aws:athena:us-east-1:000000000000:workgroup/spark/session/",
                "arn:aws:athena:us-east-1:000000000000:workgroup/spark/session/a/b",
                "arn:aws:athena:us-east-1:000000000000:workgroup/spark/notebook/n",
                "arn:aws:athena:us-east-1:000000000000:notebook/n",
                "arn:aws:athena:us-east-1:000000000000:datacatalog/"
            })
    void arn_thatIsNone_isInvalid(String arn) {
        tag(arn, "{'Key':'k','Value':'v'}").isInvalid("ResourceARN is not valid: " + arn);
        untag(arn, "'k'").isInvalid("ResourceARN is not valid: " + arn);
        call("ListTagsForResource", arn, "").isInvalid("ResourceARN is not valid: " + arn);
        call("GetResourceDashboard", arn, "").isInvalid("ResourceARN is not valid: " + arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:athena:us-east-1:000000000000:workgroup/nowhere",
                "arn:aws:athena:us-east-1:000000000000:workgroup/spark/session/018f0000-0000-7000-8000-000000000abc",
                "arn:aws:athena:us-east-1:000000000000:workgroup/spark/session/nonsense",
                "arn:aws:athena:us-east-1:000000000000:datacatalog/AwsDataCatalog",
                "arn:aws:athena:us-east-1:000000000000:capacity-reservation/mine"
            })
    void arn_ofWhatIsNotThere_isNotFound(String arn) {
        for (Athena.Outcome outcome : List.of(
                tag(arn, "{'Key':'k','Value':'v'}"),
                untag(arn, "'k'"),
                call("ListTagsForResource", arn, ""),
                call("GetResourceDashboard", arn, ""))) {
            assertThat(outcome.text())
                    .isEqualTo("{\"__type\":\"ResourceNotFoundException\",\"Message\":\"Resource " + arn
                            + " is not found.\",\"ResourceName\":\"" + arn + "\"}");
        }
    }

    @Test
    void arn_ofASession_namesItsWorkGroupToo() {
        String session = session("{}", "", SessionState.IDLE);
        String elsewhere = session.replace("workgroup/spark", "workgroup/primary");

        call("ListTagsForResource", elsewhere, "")
                .isError("ResourceNotFoundException", "Resource " + elsewhere + " is not found.");
    }

    @Test
    void listTags_bindsItsTokens() {
        tag(SPARK, tags(0, 50)).json();

        JsonObject all = call("ListTagsForResource", SPARK, ",'MaxResults':75").json();
        assertThat(all.getJsonArray("Tags")).hasSize(50);
        assertThat(all.containsKey("NextToken")).isFalse();
        call("ListTagsForResource", SPARK, ",'NextToken':'rubbish'")
                .isInvalid("The nextPageToken is malformed: rubbish");
        call("ListTagsForResource", SPARK, ",'MaxResults':74")
                .isInvalid(
                        "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must "
                                + "have value greater than or equal to 75");
    }

    /** More tags than a session may be given: its work group got some while it was started. */
    @Test
    void listTags_pages_untilTheEnd() {
        String arn = session("{'Tags':[" + tags(0, 50) + "]}", "{'Tags':[" + tags(50, 100) + "]}", SessionState.IDLE);
        List<String> seen = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        String token = null;
        do {
            JsonObject page = pageOfTags(arn, token);
            page.getJsonArray("Tags").forEach(tag -> seen.add(((JsonObject) tag).getString("Key")));
            pages.add(page.getJsonArray("Tags").size());
            token = page.getString("NextToken");
        } while (token != null);

        assertThat(pages).containsExactly(75, 25);
        assertThat(seen).hasSize(100).isSorted().doesNotHaveDuplicates();
        assertThat(call("ListTagsForResource", arn, "").json().getJsonArray("Tags"))
                .hasSize(100);
    }

    private JsonObject pageOfTags(String arn, @Nullable String token) {
        String more = token == null ? "" : ",'NextToken':'" + token + "'";
        return call("ListTagsForResource", arn, ",'MaxResults':75" + more).json();
    }

    @Test
    void dashboard_isThePageOfASession() {
        String session = session("{}", "", SessionState.IDLE);

        assertThat(call("GetResourceDashboard", session, "").json().getString("Url"))
                .isEqualTo(
                        "http://berth.example/console/#/sessions/" + session.substring(session.lastIndexOf('/') + 1));
        call("GetResourceDashboard", SPARK, "").isInvalid("Resource " + SPARK + " is not a session.");
    }
}
