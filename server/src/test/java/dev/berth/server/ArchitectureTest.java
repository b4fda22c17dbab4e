package dev.berth.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The picture of the modules, as far as it concerns the server: thin, and outside of the engine's machinery. */
class ArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.berth.server");

    @Test
    void serverUsesOnlyTheExportedPackagesOfTheEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.engine.admission..",
                        "dev.berth.engine.capacity..",
                        "dev.berth.engine.idempotency..",
                        "dev.berth.engine.journal..",
                        "dev.berth.engine.pipeline..",
                        "dev.berth.engine.session..",
                        "dev.berth.engine.time..")
                .because("a class path hides nothing, although the module exports dev.berth.engine alone")
                .check(SERVER);
    }

    @Test
    void dialectKnowsTheContractAndNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.athena..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.berth.engine..", "dev.berth.server", "dev.berth.server.metrics..")
                .because("another dialect is another package and nothing else")
                .check(SERVER);
    }

    @Test
    void wireProtocolKnowsNeitherHttpServerNorScheduler() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.awsjson..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "dev.berth.api..",
                        "dev.berth.engine..",
                        "dev.berth.server.http..",
                        "dev.berth.server.athena..")
                .check(SERVER);
    }

    @Test
    void frontEndKnowsNoDialect() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.berth.server.athena..", "dev.berth.server.awsjson..", "dev.berth.engine..")
                .check(SERVER);
    }

    @Test
    void runtimesKnowTheServiceProviderInterfaceOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.engine..",
                        "dev.berth.server",
                        "dev.berth.server.http..",
                        "dev.berth.server.athena..",
                        "dev.berth.server.s3..")
                .check(SERVER);
    }

    @Test
    void resultsKnowNeitherFrontEndNorDialect() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.results..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.engine..",
                        "dev.berth.server",
                        "dev.berth.server.http..",
                        "dev.berth.server.athena..",
                        "dev.berth.server.runtime..",
                        "dev.berth.server.s3..")
                .because("runtimes of any dialect keep results, and any front end serves them")
                .check(SERVER);
    }

    @Test
    void s3EndpointKnowsNoDialectAndNoScheduler() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.s3..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.api..",
                        "dev.berth.engine..",
                        "dev.berth.server",
                        "dev.berth.server.athena..",
                        "dev.berth.server.awsjson..",
                        "dev.berth.server.runtime..")
                .check(SERVER);
    }

    @Test
    void signaturesAndIdentitiesKnowNoDialectAndNoServer() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.berth.server.sigv4..", "dev.berth.server.identity..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "dev.berth.api..",
                        "dev.berth.engine..",
                        "dev.berth.server",
                        "dev.berth.server.athena..",
                        "dev.berth.server.awsjson..",
                        "dev.berth.server.s3..")
                .because("every protocol asks them, and they see requests as texts and bytes")
                .check(SERVER);
    }

    @Test
    void auditLogKnowsNobodyWhoWritesToIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "dev.berth.api..",
                        "dev.berth.engine..",
                        "dev.berth.server",
                        "dev.berth.server.athena..",
                        "dev.berth.server.awsjson..",
                        "dev.berth.server.http..",
                        "dev.berth.server.identity..",
                        "dev.berth.server.s3..")
                .because("every protocol writes to it, and it sees calls as texts")
                .check(SERVER);
    }

    @Test
    void signaturesKnowNoIdentities() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.server.sigv4..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.berth.server.identity..")
                .check(SERVER);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.berth.server.(**)").should().beFreeOfCycles().check(SERVER);
    }
}
