package dev.retort.encoder;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The word table, of which all or some rows are trained. The trained rows belong to the model's [Weights]; the rest,
/// where there is one, belongs to this object.
public final class WordRows implements AutoCloseable {
    private static final long ABSENT = -1;

    /// The whole table (V, H), and where its trained rows lie.
    ///
    /// @param table stale in the trained rows
    /// @param ids (U): the token id of each trained row
    /// @param rowOf (V): the trained row of each token id, or [#ABSENT]
    private record Narrowing(Tensor table, Tensor ids, Tensor rowOf) {}

    private final Tensor trained;
    private final Optional<Narrowing> narrowing;
    private final boolean owner;

    private WordRows(Tensor trained, Optional<Narrowing> narrowing, boolean owner) {
        this.trained = trained;
        this.narrowing = narrowing;
        this.owner = owner;
    }

    static WordRows all(Tensor table) {
        return new WordRows(table, Optional.empty(), true);
    }

    /// The rows of the ids that occur, as a copy, in the scope that is open.
    WordRows narrow(Iterable<int[]> tokenIds) {
        if (narrowing.isPresent()) {
            throw new IllegalStateException("the word table is narrowed already");
        }
        int vocabulary = Math.toIntExact(trained.size(0));
        var used = new BitSet(vocabulary);
        for (int[] text : tokenIds) {
            for (int id : text) {
                used.set(id);
            }
        }
        long[] ids = used.stream().asLongStream().toArray();
        long[] rowOf = new long[vocabulary];
        Arrays.fill(rowOf, ABSENT);
        for (int row = 0; row < ids.length; row++) {
            rowOf[Math.toIntExact(ids[row])] = row;
        }
        Tensor table = trained.detach();
        Tensor idTensor = Device.beside(table, Batch.longs(ids, ids.length));
        Tensor rowTensor = Device.beside(table, Batch.longs(rowOf, vocabulary));
        Tensor rows = table.index_select(0, idTensor); // (U, H)
        table.retainReference();
        idTensor.retainReference();
        rowTensor.retainReference();
        return new WordRows(rows, Optional.of(new Narrowing(table, idTensor, rowTensor)), true);
    }

    /// The same rows through another tensor over the same memory. Closing it does nothing; it must not outlive this.
    WordRows through(Tensor tensor) {
        return new WordRows(tensor, narrowing, false);
    }

    /// (U, H), the rows in the order of their ids.
    public Tensor trained() {
        return trained;
    }

    /// Rows of [#trained] for token ids (T).
    Tensor rows(Tensor ids) {
        return narrowing.map(narrow -> narrow.rowOf().take(ids)).orElse(ids);
    }

    /// The table (V, H) of which only some rows are trained, if so: weight decay reaches the others through it.
    public Optional<Tensor> idle() {
        return narrowing.map(Narrowing::table);
    }

    /// (V, H) with the trained rows as they are now.
    Tensor whole() {
        return narrowing.map(narrow -> narrow.table().index_copy_(0, narrow.ids(), trained)).orElse(trained);
    }

    @Override
    public void close() {
        narrowing.filter(_ -> owner).ifPresent(narrow -> {
            narrow.table().releaseReference();
            narrow.ids().releaseReference();
            narrow.rowOf().releaseReference();
        });
    }
}
