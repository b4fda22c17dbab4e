package dev.berth.server.athena;

/**
 * Where the server pretends to be: these stand in ARNs.
 *
 * @param region an AWS region, such as {@code us-east-1}
 * @param accountId an AWS account, 12 digits
 */
public record AthenaConfig(String region, String accountId) {
    /** The ARN of an identity. */
    public String userArn(String name) {
        return "arn:aws:iam::" + accountId + ":user/" + name;
    }

    /** The ARN of a work group, existing or not. */
    String workGroupArn(String name) {
        return "arn:aws:athena:" + region + ":" + accountId + ":workgroup/" + name;
    }
}
