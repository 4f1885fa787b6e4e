// Answers what Go's checksum database (golang.org/x/mod/sumdb) would: one JSON object a line in and
// out. It holds one tree, which "grow" makes larger. Hashes and leaves are base64.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type question struct {
	Op      string
	Leaves  [][]byte
	Size    int64
	Old     int64
	Index   int64
	Root    []byte
	OldRoot []byte
	Leaf    []byte
	Proof   [][]byte
	Tiles   map[string][]byte
	Indexes []int64
	Level   int
	Width   int
	Text    string
	Note    string
	Key     string
	Keys    []string
}

type answer struct {
	Error  string   `json:"error"`
	Root   []byte   `json:"root,omitempty"`
	Hashes [][]byte `json:"hashes,omitempty"`
	Data   []byte   `json:"data,omitempty"`
	Paths  []string `json:"paths,omitempty"`
	Text   string   `json:"text,omitempty"`
	Names  []string `json:"names,omitempty"`
}

// The tree in Go's own order of stored hashes, which is not ours.
type tree struct {
	stored []tlog.Hash
	size   int64
}

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(t.stored)) {
			return nil, fmt.Errorf("no stored hash %d", x)
		}
		found[i] = t.stored[x]
	}
	return found, nil
}

func (t *tree) grow(leaves [][]byte) error {
	for _, leaf := range leaves {
		more, err := tlog.StoredHashes(t.size, leaf, t)
		if err != nil {
			return err
		}
		t.stored = append(t.stored, more...)
		t.size++
	}
	return nil
}

// Tiles that the other side serves, under our paths (Go's have the height in them).
type served map[string][]byte

func (s served) Height() int { return tileHeight }

func (s served) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		found, there := s[path(tile)]
		if !there {
			return nil, fmt.Errorf("%s is not served", path(tile))
		}
		data[i] = found
	}
	return data, nil
}

func (s served) SaveTiles([]tlog.Tile, [][]byte) {}

func path(tile tlog.Tile) string { return "tile/" + tile.Path()[len("tile/8/"):] }

func hash(data []byte) (h tlog.Hash) {
	copy(h[:], data)
	return h
}

func hashes(list [][]byte) (found []tlog.Hash) {
	for _, data := range list {
		found = append(found, hash(data))
	}
	return found
}

func plain(list []tlog.Hash) (found [][]byte) {
	for i := range list {
		found = append(found, list[i][:])
	}
	return found
}

func verifiers(keys []string) (note.Verifiers, error) {
	var list []note.Verifier
	for _, key := range keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return nil, err
		}
		list = append(list, verifier)
	}
	return note.VerifierList(list...), nil
}

func (t *tree) answer(q *question) (a answer, err error) {
	switch q.Op {
	case "grow":
		err = t.grow(q.Leaves)
	case "root":
		var root tlog.Hash
		root, err = tlog.TreeHash(q.Size, t)
		a.Root = root[:]
	case "inclusion":
		var proof tlog.RecordProof
		proof, err = tlog.ProveRecord(q.Size, q.Index, t)
		a.Hashes = plain(proof)
	case "consistency":
		var proof tlog.TreeProof
		proof, err = tlog.ProveTree(q.Size, q.Old, t)
		a.Hashes = plain(proof)
	case "check-inclusion":
		err = tlog.CheckRecord(hashes(q.Proof), q.Size, hash(q.Root), q.Index, hash(q.Leaf))
	case "check-consistency":
		err = tlog.CheckTree(hashes(q.Proof), q.Size, hash(q.Root), q.Old, hash(q.OldRoot))
	case "tile":
		tile := tlog.Tile{H: tileHeight, L: q.Level, N: q.Index, W: q.Width}
		a.Data, err = tlog.ReadTileData(tile, t)
	case "parse-path":
		// Ours, with the height that Go writes and we do not.
		_, err = tlog.ParseTilePath("tile/8/" + q.Text)
	case "paths":
		for _, tile := range tlog.NewTiles(tileHeight, 0, q.Size) {
			a.Paths = append(a.Paths, path(tile))
		}
	case "read-tiles":
		reader := tlog.TileHashReader(tlog.Tree{N: q.Size, Hash: hash(q.Root)}, served(q.Tiles))
		var places []int64
		for _, index := range q.Indexes {
			places = append(places, tlog.StoredHashIndex(0, index))
		}
		var found []tlog.Hash
		found, err = reader.ReadHashes(places)
		a.Hashes = plain(found)
	default:
		a, err = aboutNotes(q)
	}
	return a, err
}

func aboutNotes(q *question) (a answer, err error) {
	switch q.Op {
	case "open":
		known, err := verifiers(q.Keys)
		if err != nil {
			return a, err
		}
		opened, err := note.Open([]byte(q.Note), known)
		if err != nil {
			return a, err
		}
		a.Text = opened.Text
		for _, signature := range opened.Sigs {
			a.Names = append(a.Names, signature.Name)
		}
		return a, nil
	case "sign":
		signer, err := note.NewSigner(q.Key)
		if err != nil {
			return a, err
		}
		signed, err := note.Sign(&note.Note{Text: q.Text}, signer)
		a.Text = string(signed)
		return a, err
	}
	return a, fmt.Errorf("unknown question %q", q.Op)
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	t := &tree{}
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var q question
		var a answer
		if err = json.Unmarshal(line, &q); err == nil {
			a, err = t.answer(&q)
		}
		if err != nil {
			a = answer{Error: err.Error()}
		}
		if err = out.Encode(a); err != nil {
			return
		}
	}
}
