package dev.berth.server.runtime.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.server.runtime.jupyter.Kernels.Ran;
import dev.berth.server.testing.RequiredTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions where PySpark can be imported: a stand-in for it that tells what it was asked for. */
class SparkTest {
    @TempDir
    private Path folder;

    private Kernels kernels;

    @BeforeEach
    void installSpark() throws IOException {
        RequiredTools.ipykernel();
        kernels = new Kernels(folder);
        Path module = Files.createDirectories(folder.resolve("python/pyspark"));
        Files.createFile(module.resolve("__init__.py"));
        Files.writeString(module.resolve("sql.py"), """
                class Rows:
                    def __init__(self, statement):
                        self.statement = statement

                    def show(self):
                        print("rows of", self.statement)


                class Spark:
                    def __init__(self, properties):
                        self.properties = properties

                    def sql(self, statement):
                        return Rows(statement)


                class Builder:
                    def __init__(self):
                        self.properties = {}

                    def master(self, value):
                        return self.config("spark.master", value)

                    def config(self, name, value):
                        self.properties[name] = value
                        return self

                    def getOrCreate(self):
                        if "fail" in self.properties:
                            raise RuntimeError("Java gateway process exited\\nand more")
                        return Spark(self.properties)


                class SparkSession:
                    builder = Builder()
                """);
        kernels.environment.put("PYTHONPATH", folder.resolve("python").toString());
    }

    @AfterEach
    void end() {
        if (kernels != null) {
            kernels.close();
        }
    }

    @Test
    void spark_isThereInTheSizeOfTheSession() {
        kernels.sparkDefaults.putAll(Map.of("spark.a", "default", "spark.b", "default"));
        kernels.sparkProperties.put("spark.b", "asked");
        SessionId session = kernels.ready();

        Ran ran = kernels.run(session, "for name, value in sorted(spark.properties.items()): print(name, value)");

        // 4 DPUs at a quarter of their 4 cores and 16 GiB each.
        assertThat(ran.stdout())
                .isEqualTo("spark.a default\nspark.app.name " + session
                        + "\nspark.b asked\nspark.driver.memory 16384m\nspark.master local[4]\n");
    }

    @Test
    void sqlMagic_showsRows() {
        Ran ran = kernels.run(kernels.ready(), "%%sql\nSELECT 1");

        assertThat(ran.stderr()).isEmpty();
        assertThat(ran.stdout().strip()).isEqualTo("rows of SELECT 1");
    }

    @Test
    void sparkThatCannotStart_failsTheSession() {
        kernels.sparkProperties.put("fail", "true");

        assertThat(kernels.reports.awaitFailed(kernels.begin()))
                .startsWith("Spark did not start: RuntimeError: Java gateway process exited")
                .doesNotContain("and more");
    }
}
