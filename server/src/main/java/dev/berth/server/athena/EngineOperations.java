package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.Map;

/** The operations that tell which engines there are. */
final class EngineOperations {
    private static final int MAX_VERSIONS = 10;
    private static final int MAX_RUNTIMES = 100;

    /** The one application runtime; each of its nodes takes one DPU. */
    private static final String RUNTIME = "Athena notebook version 1";

    void addTo(Map<String, OperationHandler> handlers) {
        handlers.put("ListEngineVersions", EngineOperations::listEngineVersions);
        handlers.put("ListApplicationDPUSizes", EngineOperations::listApplicationDpuSizes);
    }

    private static void listEngineVersions(Structure request, Reply reply) throws WireException {
        NumberedPage page = page("ListEngineVersions", EngineVersions.SELECTABLE.size(), MAX_VERSIONS, request);
        reply.send(Json.object(json -> {
            json.writeArrayFieldStart("EngineVersions");
            for (String selected : EngineVersions.SELECTABLE.subList(page.start(), page.end())) {
                json.writeStartObject();
                json.writeStringField("SelectedEngineVersion", selected);
                json.writeStringField("EffectiveEngineVersion", EngineVersions.effective(selected));
                json.writeEndObject();
            }
            json.writeEndArray();
            page.writeNextToken(json);
        }));
    }

    private static void listApplicationDpuSizes(Structure request, Reply reply) throws WireException {
        NumberedPage page = page("ListApplicationDPUSizes", 1, MAX_RUNTIMES, request);
        reply.send(Json.object(json -> {
            json.writeArrayFieldStart("ApplicationDPUSizes");
            if (page.start() < page.end()) {
                json.writeStartObject();
                json.writeStringField("ApplicationRuntimeId", RUNTIME);
                json.writeFieldName("SupportedDPUSizes");
                json.writeArray(new int[] {SessionMembers.DPUS_OF_A_NODE}, 0, 1);
                json.writeEndObject();
            }
            json.writeEndArray();
            page.writeNextToken(json);
        }));
    }

    private static NumberedPage page(String listed, int size, int maxPage, Structure request) throws WireException {
        return NumberedPage.of(listed, size, request.integer("MaxResults"), maxPage, request.string("NextToken"));
    }
}
