package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.nativelib.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the native library is found, each time in a fresh JVM. */
class NativeLoadingTest {
    private static final String RESOURCE = "dev/facet/engine/nativelib/linux-x86_64/libjnifacet.so";

    @TempDir
    Path temporary;

    private Path library;
    private Path classes;

    /** The binding's classes without the library, as the main jar has them; Maven gives them as a folder or as a jar. */
    @BeforeEach
    void separateClassesFromLibrary() throws IOException, URISyntaxException {
        library = Files.createDirectories(temporary.resolve("library")).resolve("libjnifacet.so");
        try (InputStream resource = NativeLibrary.class.getResourceAsStream("/" + RESOURCE)) {
            Files.copy(resource, library);
        }
        classes = temporary.resolve("classes");
        Path source = Path.of(NativeLibrary.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(source)) {
            copyClasses(source);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(source)) {
                copyClasses(jar.getPath("/"));
            }
        }
    }

    private void copyClasses(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                Path copy = classes.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void loadsFromAJarIntoADirectoryNamedByContent() throws IOException, InterruptedException {
        Path jar = temporary.resolve("natives.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry(RESOURCE));
            Files.copy(library, entries);
            entries.closeEntry();
        }
        Path cache = temporary.resolve("cache");
        List<String> options = List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache);
        assertThat(probe(options, jar)).contains("computed 2.71828");
        assertThat(probe(options, jar)).contains("computed 2.71828");
        try (Stream<Path> extracted = Files.list(cache)) {
            assertThat(extracted.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("facet-")))
                    .singleElement()
                    .asString()
                    .matches("facet-[0-9a-f]{32}");
        }
    }

    @Test
    void loadsFromANamedDirectory() throws IOException, InterruptedException {
        assertThat(probe(List.of("-Dfacet.native.path=" + library.getParent()))).contains("computed 2.71828");
    }

    @Test
    void namesTheDependencyThatIsMissing() throws IOException, InterruptedException {
        assertThat(probe(List.of()))
                .contains(
                        "linux-x86_64",
                        RESOURCE,
                        "Add the dependency dev.facet:facet-engine-native with classifier linux-x86_64");
    }

    @Test
    void namesTheFileThatIsNotThere() throws IOException, InterruptedException {
        assertThat(probe(List.of("-Dfacet.native.path=" + temporary)))
                .contains(
                        "facet.native.path is " + temporary, "there is no file " + temporary.resolve("libjnifacet.so"));
    }

    @Test
    void saysWhatIsWrongWithADamagedLibrary() throws IOException, InterruptedException {
        Files.writeString(temporary.resolve("libjnifacet.so"), "not a library".repeat(100));
        assertThat(probe(List.of("-Dfacet.native.path=" + temporary)))
                .contains("libjnifacet.so cannot be loaded on linux-x86_64", "invalid ELF header");
    }

    /** Output of {@link NativeProbe} with the library's classes replaced, and {@code extra} on the class path. */
    private String probe(List<String> options, Path... extra) throws IOException, InterruptedException {
        List<String> path = new ArrayList<>(List.of(classes.toString()));
        Arrays.stream(extra).map(Path::toString).forEach(path::add);
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("engine-native"))
                .forEach(path::add);
        return Jvm.run(NativeProbe.class, options, String.join(File.pathSeparator, path));
    }
}
