package dev.facet.engine.nativelib;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * Where a native library is as a file: in the directory that the user names, among loose classes, or extracted from the platform's
 * jar to a directory named by its content, so that versions never mix and processes never race.
 */
final class LibraryFile {
    private static final String NAME = "libjnifacet.so";
    private static final String CUDA_NAME = "libfacet_cuda.so";
    private static final String PLATFORM = "linux-x86_64";

    private LibraryFile() {}

    /**
     * The library.
     *
     * @param directory what the user named, or null
     * @throws NativeLibraryException if there is none; the message says what was searched and what to do
     */
    static Path find(String directory) {
        if (directory != null) {
            Path file = Path.of(directory, NAME).toAbsolutePath();
            if (!Files.isRegularFile(file)) {
                throw new NativeLibraryException(
                        "System property " + NativeLibrary.PATH + " is " + directory + ", but there is no file " + file,
                        null);
            }
            return file;
        }
        URL resource = LibraryFile.class.getResource(Loader.getPlatform() + "/" + NAME);
        if (resource == null) {
            throw new NativeLibraryException(missing(), null);
        }
        return asFile(resource);
    }

    /** The library of the CUDA kernels; empty if neither its jar nor its loose file is on the class path. */
    static Optional<Path> findCuda() {
        return Optional.ofNullable(LibraryFile.class.getResource(Loader.getPlatform() + "-cuda/" + CUDA_NAME))
                .map(LibraryFile::asFile);
    }

    private static Path asFile(URL resource) {
        return resource.getProtocol().equals("file") ? Path.of(URI.create(resource.toString())) : extract(resource);
    }

    private static Path extract(URL resource) {
        try (InputStream in = resource.openStream()) {
            byte[] library = in.readAllBytes();
            Path directory = Loader.getCacheDir().toPath().resolve("facet-" + hash(library));
            String name = Path.of(resource.getPath()).getFileName().toString();
            Path file = directory.resolve(name);
            if (!Files.isRegularFile(file)) {
                Files.createDirectories(directory);
                Path partial = Files.createTempFile(directory, name, ".part");
                Files.write(partial, library);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException e) {
            throw new NativeLibraryException(
                    "Facet's native library cannot be extracted from " + resource + ": " + e
                            + ". Name a writable directory by -Dorg.bytedeco.javacpp.cachedir, or unpack the jar and name the"
                            + " library's directory by -D" + NativeLibrary.PATH,
                    e);
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String missing() {
        String platform = Loader.getPlatform();
        String remedy = platform.equals(PLATFORM)
                ? "Add the dependency dev.facet:facet-engine-native with classifier " + platform
                        + " in the version of facet-engine."
                : "There are natives for " + PLATFORM
                        + " only; build native/ for this platform and name the directory of " + NAME + " by -D"
                        + NativeLibrary.PATH + ".";
        return "Facet's native library is not there for " + platform() + ". Searched: system property "
                + NativeLibrary.PATH + " (not set), resource dev/facet/engine/nativelib/" + platform + "/" + NAME
                + " on the class path. " + remedy;
    }

    /** The platform as JavaCPP and the JVM name it. */
    static String platform() {
        return Loader.getPlatform() + " (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")";
    }
}
