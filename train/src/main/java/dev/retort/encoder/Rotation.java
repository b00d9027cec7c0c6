package dev.retort.encoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rotary positions (Su et al. 2021) of the tokens of a batch: number i of a head and number i + D / 2 are a pair, turned
/// by an angle that grows with the position, so that the product of two tokens depends on their distance alone.
///
/// @param cos (T, 1, D / 2), of the angle of each pair
/// @param sin (T, 1, D / 2)
record Rotation(Tensor cos, Tensor sin) {
    /// @param angles D / 2: by how much each pair is turned from one position to the next
    static Rotation of(Batch batch, float[] angles) {
        Tensor perPosition = Device.beside(batch.positions(), Batch.floats(angles, angles.length)); // (D / 2)
        Tensor turned = torch.outer(batch.positions().to(ScalarType.Float), perPosition).unsqueeze(1); // (T, 1, D / 2)
        return new Rotation(turned.cos(), turned.sin());
    }

    /// @param x (T, H)
    /// @return (T, H)
    Tensor turn(Tensor x) {
        long half = cos.size(2);
        Tensor heads = x.view(x.size(0), x.size(1) / (2 * half), 2 * half); // (T, A, D)
        Tensor left = heads.narrow(2, 0, half); // (T, A, D / 2)
        Tensor right = heads.narrow(2, half, half);
        return torch.cat(new TensorVector(left.mul(cos).sub(right.mul(sin)), right.mul(cos).add(left.mul(sin))), 2)
                .view(x.size(0), x.size(1));
    }
}
