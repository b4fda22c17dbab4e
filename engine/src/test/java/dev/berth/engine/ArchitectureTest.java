package dev.berth.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;

/** The picture of the engine: who may know whom, and who may touch what. */
@AnalyzeClasses(packages = "dev.berth.engine", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String TIME = "dev.berth.engine.time..";
    private static final String JOURNAL = "dev.berth.engine.journal..";

    @ArchTest
    static final ArchRule PACKAGES_LIE_IN_LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("engine")
            .definedBy("dev.berth.engine")
            .layer("admission")
            .definedBy("dev.berth.engine.admission..")
            .layer("pipeline")
            .definedBy("dev.berth.engine.pipeline..")
            .layer("session")
            .definedBy("dev.berth.engine.session..")
            .layer("idempotency")
            .definedBy("dev.berth.engine.idempotency..")
            .layer("capacity")
            .definedBy("dev.berth.engine.capacity..")
            .layer("journal")
            .definedBy(JOURNAL)
            .layer("time")
            .definedBy(TIME)
            .whereLayer("engine")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("admission")
            .mayOnlyBeAccessedByLayers("engine")
            .whereLayer("pipeline")
            .mayOnlyBeAccessedByLayers("engine", "admission")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("engine", "admission", "pipeline")
            .whereLayer("idempotency")
            .mayOnlyBeAccessedByLayers("engine", "admission", "pipeline", "session")
            .whereLayer("capacity")
            .mayOnlyBeAccessedByLayers("engine", "admission", "pipeline", "session")
            .whereLayer("journal")
            .mayOnlyBeAccessedByLayers("engine", "pipeline")
            .whereLayer("capacity")
            .mayNotAccessAnyLayer()
            .whereLayer("journal")
            .mayNotAccessAnyLayer()
            .whereLayer("time")
            .mayNotAccessAnyLayer()
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching("dev.berth.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NEEDS_NO_OTHER_LIBRARIES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..",
                    "org.jspecify..",
                    "dev.berth.api..",
                    "dev.berth.spi..",
                    "dev.berth.engine..",
                    "com.github.benmanes.caffeine..",
                    "org.jctools..");

    @ArchTest
    static final ArchRule KNOWS_NO_WIRE_FORMAT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.net.http..", "java.util.logging..");

    @ArchTest
    static final ArchRule ONLY_TIME_READS_THE_CLOCKS = noClasses()
            .that()
            .resideOutsideOfPackage(TIME)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule ONLY_THE_JOURNAL_OPENS_FILES = noClasses()
            .that()
            .resideOutsideOfPackage(JOURNAL)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    File.class,
                    Files.class,
                    FileChannel.class,
                    FileInputStream.class,
                    FileOutputStream.class,
                    RandomAccessFile.class);

    @ArchTest
    static final ArchRule NOBODY_SLEEPS_OR_WAITS_ON_A_MONITOR = noClasses()
            .that(resideInAPackage("dev.berth.engine.."))
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Object.class, "wait");
}
