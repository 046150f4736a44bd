package pipeline.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import pipeline.embedded.SampleChain.RawBlock;

/** A program with a node whose chain has a block more each time it is told to mine; see {@code deploy/stand-ins}. */
public final class MiningNode {

    private static final int FIRST_BLOCKS = 101;

    private MiningNode() {}

    /** @param arguments user, password, port of RPC and REST on all addresses, port that takes commands */
    public static void main(String[] arguments) throws IOException {
        List<RawBlock> chain = SampleChain.blocks();
        SampleNode node = SampleNode.start(
                chain.subList(0, FIRST_BLOCKS), SampleChain.spentOutputs(), arguments[0], arguments[1]);
        new ProcessBuilder(
                        "socat",
                        "TCP-LISTEN:" + arguments[2] + ",fork,reuseaddr",
                        "TCP:127.0.0.1:" + URI.create(node.url()).getPort())
                .inheritIO()
                .start();
        int blocks = FIRST_BLOCKS;
        try (ServerSocket commands = new ServerSocket(Integer.parseInt(arguments[3]))) {
            while (true) {
                try (Socket socket = commands.accept();
                        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                        PrintWriter out = new PrintWriter(socket.getOutputStream(), true)) {
                    if ("generatetodescriptor".equals(in.readLine()) && blocks < chain.size()) {
                        node.switchTo(chain.subList(blocks, blocks + 1));
                        blocks++;
                    }
                    out.println(blocks - 1);
                }
            }
        }
    }
}
