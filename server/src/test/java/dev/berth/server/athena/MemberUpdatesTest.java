package dev.berth.server.athena;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one rule by which updates are put into a work group, for every member that the model has. */
class MemberUpdatesTest {
    private static final String GIVING = ("{'EnforceWorkGroupConfiguration':true,'ResultConfigurationUpdates':"
                    + "{'OutputLocation':'s3://b','EncryptionConfiguration':{'EncryptionOption':'SSE_S3'},"
                    + "'ExpectedBucketOwner':'123456789012','AclConfiguration':"
                    + "{'S3AclOption':'BUCKET_OWNER_FULL_CONTROL'}},'ManagedQueryResultsConfigurationUpdates':"
                    + "{'Enabled':true,'EncryptionConfiguration':{'KmsKey':'alias/k'}},"
                    + "'PublishCloudWatchMetricsEnabled':true,'BytesScannedCutoffPerQuery':10000000,"
                    + "'RequesterPaysEnabled':true,'EngineVersion':{'SelectedEngineVersion':'AUTO'},"
                    + "'AdditionalConfiguration':'x','ExecutionRole':'arn:aws:iam::123456789012:role/r',"
                    + "'CustomerContentEncryptionConfiguration':{'KmsKey':'alias/k'},"
                    + "'EnableMinimumEncryptionConfiguration':true,'QueryResultsS3AccessGrantsConfiguration':"
                    + "{'EnableS3AccessGrants':true,'AuthenticationType':'DIRECTORY_IDENTITY'},"
                    + "'MonitoringConfiguration':{},'EngineConfiguration':{}}")
            .replace('\'', '"');

    private static final String REMOVING = ("{'ResultConfigurationUpdates':{'RemoveOutputLocation':true,"
                    + "'RemoveEncryptionConfiguration':true,'RemoveExpectedBucketOwner':true,"
                    + "'RemoveAclConfiguration':true},'ManagedQueryResultsConfigurationUpdates':"
                    + "{'RemoveEncryptionConfiguration':true},'RemoveBytesScannedCutoffPerQuery':true,"
                    + "'RemoveCustomerContentEncryptionConfiguration':true}")
            .replace('\'', '"');

    private final Structure none = requireNonNull(requireNonNull(Athena.MODEL.operation("CreateWorkGroup"))
                    .input()
                    .structure("Configuration"))
            .empty();

    private static Structure updates(String json) {
        try {
            Structure request = requireNonNull(Athena.MODEL.operation("UpdateWorkGroup"))
                    .read(("{\"WorkGroup\":\"w\",\"ConfigurationUpdates\":" + json + "}").getBytes(UTF_8));
            return requireNonNull(request.structure("ConfigurationUpdates"));
        } catch (WireException e) {
            throw new AssertionError(json, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WorkGroupConfigurationUpdates",
                "ResultConfigurationUpdates",
                "ManagedQueryResultsConfigurationUpdates"
            })
    void theExamples_giveOrRemoveEveryMemberOfTheModel(String shape) {
        Set<String> inExamples = new HashSet<>();
        for (Structure example : List.of(updates(GIVING), updates(REMOVING))) {
            Structure part = example.shape().name().equals(shape) ? example : example.structure(shape);
            inExamples.addAll(requireNonNull(part).given());
        }

        assertThat(inExamples).isEqualTo(Athena.membersInTheModel(shape));
    }

    @Test
    void membersGiven_areSet() {
        Structure configuration = MemberUpdates.apply(updates(GIVING), none);

        assertThat(new String(configuration.canonical(), UTF_8))
                .isEqualTo(("{'ResultConfiguration':{'OutputLocation':'s3://b','EncryptionConfiguration':"
                                + "{'EncryptionOption':'SSE_S3'},'ExpectedBucketOwner':'123456789012',"
                                + "'AclConfiguration':{'S3AclOption':'BUCKET_OWNER_FULL_CONTROL'}},"
                                + "'ManagedQueryResultsConfiguration':{'Enabled':true,'EncryptionConfiguration':"
                                + "{'KmsKey':'alias/k'}},'EnforceWorkGroupConfiguration':true,"
                                + "'PublishCloudWatchMetricsEnabled':true,'BytesScannedCutoffPerQuery':10000000,"
                                + "'RequesterPaysEnabled':true,'EngineVersion':{'SelectedEngineVersion':'AUTO'},"
                                + "'AdditionalConfiguration':'x','ExecutionRole':'arn:aws:iam::123456789012:role/r',"
                                + "'MonitoringConfiguration':{},'EngineConfiguration':{},"
                                + "'CustomerContentEncryptionConfiguration':{'KmsKey':'alias/k'},"
                                + "'EnableMinimumEncryptionConfiguration':true,"
                                + "'QueryResultsS3AccessGrantsConfiguration':{'EnableS3AccessGrants':true,"
                                + "'AuthenticationType':'DIRECTORY_IDENTITY'}}")
                        .replace('\'', '"'));
    }

    @Test
    void membersRemoved_areGone_andOthersStay() {
        Structure configuration = MemberUpdates.apply(updates(GIVING), none);
        Structure rest = MemberUpdates.apply(updates(REMOVING), configuration);

        assertThat(requireNonNull(rest.structure("ResultConfiguration")).given())
                .isEmpty();
        assertThat(requireNonNull(rest.structure("ManagedQueryResultsConfiguration"))
                        .given())
                .containsExactly("Enabled");
        assertThat(rest.given())
                .isEqualTo(configuration
                        .without("BytesScannedCutoffPerQuery")
                        .without("CustomerContentEncryptionConfiguration")
                        .given());
        assertThat(MemberUpdates.apply(updates(REMOVING.replace("true", "false")), configuration))
                .isEqualTo(configuration);
        assertThat(MemberUpdates.apply(updates("{}"), configuration)).isEqualTo(configuration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ManagedQueryResultsConfigurationUpdates':{}}",
                "{'ManagedQueryResultsConfigurationUpdates':{'Enabled':null}}",
                "{'ManagedQueryResultsConfigurationUpdates':{'RemoveEncryptionConfiguration':true}}",
                "{'ManagedQueryResultsConfigurationUpdates':{'RemoveEncryptionConfiguration':true,"
                        + "'EncryptionConfiguration':{'KmsKey':'alias/k'}}}",
                "{'ResultConfigurationUpdates':{}}",
                "{'ResultConfigurationUpdates':{'RemoveOutputLocation':true}}"
            })
    void whatNothingIsPutInto_doesNotComeToBe(String updates) {
        assertThat(MemberUpdates.apply(updates(updates.replace('\'', '"')), none))
                .isEqualTo(none);
    }

    @Test
    void whatIsGivenAndRemoved_isRemoved() {
        String both = "{\"BytesScannedCutoffPerQuery\":10000000,\"RemoveBytesScannedCutoffPerQuery\":true,"
                + "\"RemoveCustomerContentEncryptionConfiguration\":true,"
                + "\"CustomerContentEncryptionConfiguration\":{\"KmsKey\":\"alias/k\"}}";

        assertThat(MemberUpdates.apply(updates(both), none)).isEqualTo(none);
    }
}
