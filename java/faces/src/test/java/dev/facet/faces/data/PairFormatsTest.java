package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LFW, CFP, CALFW and CPLFW as their makers lay them out. */
class PairFormatsTest {

    @TempDir
    Path dir;

    private Tree tree;

    @BeforeEach
    void startTree() {
        tree = new Tree(dir);
    }

    private void lfw(String images) {
        for (String person : new String[] {"Ann_A", "Bob_B"}) {
            for (int i = 1; i <= 3; i++) {
                tree.picture(images + person + "/" + person + "_000" + i + ".jpg");
            }
        }
        tree.text("lfw/pairs.txt", "2\t1\nAnn_A\t1\t2\nAnn_A\t1\tBob_B\t1\nBob_B\t2\t3\nAnn_A\t3\tBob_B\t3\n");
    }

    @Test
    void lfwInAnyOfItsFolders() {
        lfw("lfw/lfw-deepfunneled/");
        FaceSource folder = tree.open("lfw");
        assertThat(folder.format().id()).isEqualTo("lfw");
        assertThat(folder.requirePairs().pairs()).hasSize(4);
        assertThat(folder.faces().size()).isEqualTo(6);
        FaceSource file = tree.open("lfw/pairs.txt");
        assertThat(file.requirePairs().pairs()).isEqualTo(folder.requirePairs().pairs());
        assertThat(file.faces().sample(0).image().width()).isEqualTo(24);
        assertThat(file.faces().sample(0).encoded()).isPresent();
    }

    @Test
    void lfwPeople() {
        lfw("lfw/");
        tree.text("lfw/people.txt", "2\n1\nAnn_A\t3\n1\nBob_B\t2\n");
        FaceSource source = tree.open("lfw");
        assertThat(source.faces().identities()).containsExactly("Ann_A", "Bob_B");
        assertThat(source.faces().size()).isEqualTo(5);
        assertThat(source.pairs()).isPresent();
        tree.text("lfw/peopleDevTrain.txt", "2\nAnn_A\t1\nBob_B\t1\n");
        FaceSource train = tree.open("lfw/peopleDevTrain.txt");
        assertThat(train.faces().size()).isEqualTo(2);
        assertThatThrownBy(train::requirePairs).hasMessageContaining("no verification pairs");
        tree.text("lfw/people.txt", "2\n1\nAnn_A\t3\n");
        assertThatThrownBy(() -> tree.open("lfw/people.txt")).hasMessageContaining("fewer or more");
        tree.text("lfw/people.txt", "1\n1\nAnn_A\tmany\n");
        assertThatThrownBy(() -> tree.open("lfw/people.txt"))
                .hasMessageContaining("line 3")
                .hasMessageContaining("many");
    }

    @Test
    void listsThatClaimTooManyPicturesAreRefused() {
        lfw("lfw/");
        StringBuilder people = new StringBuilder("1\n200\n");
        for (int i = 0; i < 200; i++) {
            people.append("P").append(i).append("\t100000\n");
        }
        tree.text("lfw/people.txt", people.toString());
        assertThatThrownBy(() -> tree.open("lfw/people.txt"))
                .hasMessageContaining("line 103")
                .hasMessageContaining("claims more than 10000000 pictures");
    }

    @Test
    void missingPicturesAreCountedAndTheFirstTenListed() {
        lfw("lfw/images/");
        StringBuilder pairs = new StringBuilder("1\t20\n");
        for (int i = 1; i <= 20; i++) {
            pairs.append("Ann_A\t1\t").append(i < 19 ? i + 3 : 2).append('\n');
        }
        for (int i = 1; i <= 20; i++) {
            pairs.append("Ann_A\t1\tBob_B\t1\n");
        }
        tree.text("lfw/pairs.txt", pairs.toString());
        assertThatThrownBy(() -> tree.open("lfw"))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("18 pictures are listed but not there")
                .hasMessageContaining("line 2: ")
                .hasMessageContaining("Ann_A_0004.jpg")
                .hasMessageContaining("and 8 more")
                .hasMessageContaining("18 pairs are left out");
        Problems problems = new Problems();
        FacePairs left = tree.open("lfw", problems).requirePairs();
        assertThat(left.pairs()).hasSize(22);
        assertThat(problems.count(Kind.MISSING_PICTURE)).isEqualTo(18);
        assertThat(problems.listed(Kind.MISSING_PICTURE)).hasSize(10);
        assertThat(problems.count(Kind.PAIR_LEFT_OUT)).isEqualTo(18);
        assertThat(problems.nothingLeftOut()).isFalse();
    }

    @Test
    void namesDoNotLeadOutOfTheDataSet() {
        lfw("lfw/images/");
        tree.text("lfw/pairs.txt", "1\t1\n../../Ann_A\t1\t2\nAnn_A\t1\tBob_B\t1\n");
        assertThatThrownBy(() -> tree.open("lfw"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("no file inside");
    }

    private void cfp() {
        StringBuilder frontal = new StringBuilder();
        StringBuilder profile = new StringBuilder();
        for (int person = 1; person <= 2; person++) {
            for (int i = 1; i <= 2; i++) {
                int number = 2 * (person - 1) + i;
                String f = "Data/Images/00" + person + "/frontal/0" + i + ".jpg";
                String p = "Data/Images/00" + person + "/profile/0" + i + ".jpg";
                tree.picture("cfp/" + f);
                tree.picture("cfp/" + p);
                frontal.append(number).append(" ../").append(f).append('\n');
                profile.append(number).append(" ../").append(p).append('\n');
            }
        }
        tree.text("cfp/Protocol/Pair_list_F.txt", frontal.toString());
        tree.text("cfp/Protocol/Pair_list_P.txt", profile.toString());
        for (String fold : new String[] {"01", "02"}) {
            tree.text("cfp/Protocol/Split/FF/" + fold + "/same.txt", "1,2\n3,4\n");
            tree.text("cfp/Protocol/Split/FF/" + fold + "/diff.txt", "1,3\n2,4\n");
            tree.text("cfp/Protocol/Split/FP/" + fold + "/same.txt", "1,2\n");
            tree.text("cfp/Protocol/Split/FP/" + fold + "/diff.txt", "1,4\n");
        }
    }

    @Test
    void cfpFrontalAndProfile() {
        cfp();
        FacePairs frontal = tree.open("cfp").requirePairs();
        assertThat(frontal.images().name()).isEqualTo("CFP-FF");
        assertThat(frontal.folds()).isEqualTo(2);
        assertThat(frontal.pairs()).hasSize(8);
        assertThat(frontal.images().size()).isEqualTo(4);
        assertThat(frontal.images().identities()).containsExactly("001", "002");
        FacePairs profile = tree.open("cfp/Protocol/Split/FP").requirePairs();
        assertThat(profile.images().name()).isEqualTo("CFP-FP");
        FacePair first = profile.pairs().get(0);
        assertThat(first.same()).isTrue();
        assertThat(profile.images().sample(first.first()).id()).isEqualTo("001/frontal/01.jpg");
        assertThat(profile.images().sample(first.second()).id()).isEqualTo("001/profile/02.jpg");
        assertThat(profile.images().sample(first.second()).image().height()).isEqualTo(20);
    }

    @Test
    void cfpErrorsNameTheLine() {
        cfp();
        tree.text("cfp/Protocol/Split/FF/02/diff.txt", "1,3\n2,9\n");
        assertThatThrownBy(() -> tree.open("cfp"))
                .hasMessageContaining("diff.txt line 2")
                .hasMessageContaining("1 to 4");
        tree.text("cfp/Protocol/Pair_list_F.txt", "1 ../Data/x.jpg\n3 ../Data/y.jpg\n");
        assertThatThrownBy(() -> tree.open("cfp")).hasMessageContaining("Pair_list_F.txt line 2");
        tree.text("cfp/Protocol/Pair_list_F.txt", "1 ../../elsewhere.jpg\n");
        assertThatThrownBy(() -> tree.open("cfp")).hasMessageContaining("no file inside");
    }

    @Test
    void calfwLabelsAreFoldsOfOnePersonsPairs() {
        StringBuilder list = new StringBuilder();
        for (int fold = 1; fold <= 10; fold++) {
            list.append("Ann_0001.jpg ")
                    .append(fold)
                    .append("\nAnn_0002.jpg ")
                    .append(fold)
                    .append('\n');
        }
        for (int k = 0; k < 20; k++) {
            list.append("Ann_0001.jpg 0\nBob_0001.jpg 0\n");
        }
        tree.text("calfw/pairs_CALFW.txt", list.toString());
        for (String name : new String[] {"Ann_0001", "Ann_0002", "Bob_0001"}) {
            tree.picture("calfw/aligned images/" + name + ".jpg");
        }
        FacePairs pairs = tree.open("calfw").requirePairs();
        assertThat(pairs.images().name()).isEqualTo("CALFW");
        assertThat(pairs.images().identities()).containsExactly("Ann", "Bob");
        assertThat(pairs.folds()).isEqualTo(10);
        for (int fold = 0; fold < 10; fold++) {
            int f = fold;
            assertThat(pairs.pairs().stream().filter(p -> p.fold() == f)).hasSize(3);
            assertThat(pairs.pairs().stream().filter(p -> p.fold() == f && p.same()))
                    .hasSize(1);
        }
    }

    @Test
    void cplfwPairsAreDealtToFoldsByKind() {
        StringBuilder list = new StringBuilder();
        for (int k = 0; k < 30; k++) {
            boolean same = k % 3 > 0;
            list.append("Ann_1.jpg ").append(same ? 1 : 0).append('\n');
            list.append(same ? "Ann_2.jpg 1\n" : "Bob_1.jpg 0\n");
        }
        tree.text("cplfw/pairs_CPLFW.txt", list.toString());
        for (String name : new String[] {"Ann_1", "Ann_2", "Bob_1"}) {
            tree.picture("cplfw/images/" + name + ".jpg");
        }
        Problems problems = new Problems();
        FacePairs pairs = tree.open("cplfw/pairs_CPLFW.txt", problems).requirePairs();
        assertThat(pairs.images().name()).isEqualTo("CPLFW");
        assertThat(problems.counts()).isEmpty();
        for (int fold = 0; fold < 10; fold++) {
            int f = fold;
            assertThat(pairs.pairs().stream().filter(p -> p.fold() == f && p.same()))
                    .hasSize(2);
            assertThat(pairs.pairs().stream().filter(p -> p.fold() == f && !p.same()))
                    .hasSize(1);
        }
    }

    @Test
    void calfwErrorsNameTheLine() {
        Path file = Path.of("pairs_CALFW.txt");
        assertThatThrownBy(() -> CrossLfwFormat.parse(file, List.of("a.jpg 1", "b.jpg 0")))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> CrossLfwFormat.parse(file, List.of("a.jpg 1", "b.jpg 1", "c.jpg 1")))
                .hasMessageContaining("line 3")
                .hasMessageContaining("one line only");
        assertThatThrownBy(() -> CrossLfwFormat.parse(file, List.of("a.jpg", "b.jpg 1")))
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> CrossLfwFormat.parse(file, List.of())).hasMessageContaining("no pair");
    }
}
