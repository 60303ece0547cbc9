package dev.facet.faces.convert;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.FaceSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One folder a person. Names keep letters, digits, blanks, dots, lines; everything else becomes a low line. */
final class FolderWriter implements DatasetWriter {

    @Override
    public String id() {
        return "folder";
    }

    @Override
    public String title() {
        return "one folder a person";
    }

    @Override
    public void write(FaceSource source, Path out, Pictures pictures) {
        Output.wholeFolder(out, folder -> writeInto(folder, source, pictures));
    }

    private static void writeInto(Path out, FaceSource source, Pictures pictures) {
        FaceDataset faces = source.faces();
        Output.Names folders = new Output.Names();
        List<Path> folderOf = new ArrayList<>();
        List<Output.Names> filesOf = new ArrayList<>();
        for (String person : faces.identities()) {
            folderOf.add(out.resolve(folders.unique(person)));
            filesOf.add(new Output.Names());
        }
        for (int i = 0; i < faces.size(); i++) {
            int person = faces.identity(i);
            pictures.get(faces, i).ifPresent(picture -> {
                Output.folder(folderOf.get(person));
                String name = filesOf.get(person).unique(stem(picture.sample().id()));
                Output.bytes(folderOf.get(person).resolve(name + picture.ending()), picture.file());
            });
        }
    }

    /** The last part of an id without a picture's ending. */
    static String stem(String id) {
        String name = id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
        return name.replaceFirst("(?i)\\.(jpe?g|png)$", "");
    }
}
