package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kernels that are not IPython, installed for one test. */
final class ForeignKernel {
    private static final String NAME = "foreign";

    private ForeignKernel() {}

    /** A small kernel with a language of commands: a word, and what to do with it. */
    static String installEcho(Path folder, Kernels kernels) throws IOException {
        Path file = folder.resolve("echo_kernel.py");
        Files.writeString(file, """
                import os
                import time

                from ipykernel.kernelapp import IPKernelApp
                from ipykernel.kernelbase import Kernel


                class Echo(Kernel):
                    implementation = "echo"
                    implementation_version = "1"
                    language_info = {"name": "echo", "mimetype": "text/plain", "file_extension": ".echo"}
                    banner = "echo"

                    def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False):
                        try:
                            for line in code.splitlines():
                                self.do_line(*line.split(" ", 1))
                        except (ValueError, KeyboardInterrupt) as e:
                            content = {"ename": type(e).__name__, "evalue": str(e), "traceback": ["\\x1b[31mred\\x1b[0m"]}
                            self.send("error", content)
                            return {"status": "error", "execution_count": self.execution_count, **content}
                        return {"status": "ok", "execution_count": self.execution_count}

                    def do_line(self, word, rest):
                        if word in ("stdout", "stderr"):
                            self.send("stream", {"name": word, "text": rest + "\\n"})
                        elif word == "display":
                            self.send("display_data", {"data": {"text/plain": rest}, "metadata": {}})
                        elif word == "sleep":
                            time.sleep(float(rest))
                        elif word == "await":
                            while not os.path.exists(rest):
                                time.sleep(0.01)
                        else:
                            raise ValueError(word)

                    def send(self, kind, content):
                        self.send_response(self.iopub_socket, kind, content)


                IPKernelApp.launch_instance(kernel_class=Echo)
                """);
        return install(folder, kernels, "/usr/bin/python3", file.toString(), "-f", "{connection_file}");
    }

    /** Installs a kernel that is started by the given command; gives its name. */
    static String install(Path folder, Kernels kernels, String... command) throws IOException {
        Path spec = Files.createDirectories(folder.resolve("jupyter/kernels").resolve(NAME));
        JsonObject json = new JsonObject()
                .put("argv", new JsonArray(List.of(command)))
                .put("display_name", NAME)
                .put("language", "echo");
        Files.writeString(spec.resolve("kernel.json"), json.encode());
        kernels.environment.put("JUPYTER_PATH", folder.resolve("jupyter").toString());
        return NAME;
    }
}
